using Rpm.Dashboard.Worklist;
using Xunit;

namespace Rpm.Dashboard.Tests.Worklist;

public sealed class HeldOrderTests
{
    [Fact]
    [Trait("Control", "C-171")]
    public void Next_WhileHeld_KeepsEveryRowAndCountsWhatIsNew()
    {
        var order = new HeldOrder();
        order.Next([("a", "1"), ("b", null)], held: false);

        var held = order.Next([("new", "9"), ("b", "7"), ("a", "1")], held: true);

        Assert.Equal(["a", "b"], held);
        // One new row, and a new alert of a row that is shown.
        Assert.Equal(2, order.Waiting);
        Assert.Equal(["new", "b", "a"], order.Next([("new", "9"), ("b", "7"), ("a", "1")], held: false));
        Assert.Equal(0, order.Waiting);
    }

    [Fact]
    public void Next_WhileHeld_AnAcknowledgementIsNothingNew()
    {
        var order = new HeldOrder();
        order.Next([("a", "1"), ("b", "2")], held: false);

        Assert.Equal(["a", "b"], order.Next([("b", "2"), ("a", null)], held: true));
        Assert.Equal(0, order.Waiting);
    }
}
