using Rpm.Ingest.Fhir;
using Rpm.Rules.Alerts;
using Xunit;

namespace Rpm.Ingest.Tests.Fhir;

public sealed class AlertLifeTests
{
    private static readonly Alert Raised = FhirSamples.Alert();

    [Fact]
    [Trait("Control", "C-59")]
    public void TaskStatus_EachState_IsR4sWord()
    {
        Assert.Equal("requested", AlertLife.TaskStatus(Raised));
        Assert.Equal("requested", AlertLife.TaskStatus(FhirSamples.Cleared(Raised)));
        Assert.Equal("accepted", AlertLife.TaskStatus(FhirSamples.Acknowledged(Raised)));
        Assert.Equal("completed", AlertLife.TaskStatus(FhirSamples.Cleared(FhirSamples.Acknowledged(Raised))));
        Assert.Equal("requested", AlertLife.TaskStatus(FhirSamples.Reraised(FhirSamples.Acknowledged(Raised))));
        Assert.Equal("entered-in-error", AlertLife.TaskStatus(FhirSamples.Wrong(Raised)));
    }

    [Theory]
    [InlineData(AlertPriority.High, "stat")]
    [InlineData(AlertPriority.Medium, "asap")]
    [InlineData(AlertPriority.Low, "routine")]
    public void Priority_IsR4sWord(AlertPriority priority, string word) => Assert.Equal(word, AlertLife.Priority(priority));

    [Fact]
    public void Notifications_Escalated_TheOlderIsRevokedAndTheNewerActive()
    {
        var statuses = AlertLife.Notifications(FhirSamples.Escalated(Raised)).Select(n => n.Status);

        Assert.Equal(["revoked", "active"], statuses);
    }

    [Fact]
    public void Notifications_ClearedByItself_StaysActiveUntilSomebodyAcknowledges()
    {
        Assert.Equal(["active"], AlertLife.Notifications(FhirSamples.Cleared(Raised)).Select(n => n.Status));
        Assert.Equal(["completed"], AlertLife.Notifications(FhirSamples.Acknowledged(FhirSamples.Cleared(Raised))).Select(n => n.Status));
    }

    [Fact]
    [Trait("Control", "C-51")]
    public void Notifications_TestAlert_AreNone() => Assert.Empty(AlertLife.Notifications(Raised with { Test = true }));
}
