using System.Globalization;
using DevLab.JmesPath.Functions;
using DevLab.JmesPath.Interop;
using Newtonsoft.Json.Linq;

namespace Rpm.Telemetry.Templates;

/// <summary>
/// The functions that the template language has beyond JMESPath's own: arithmetic, <c>insertString</c>, and times. Numbers may be given as
/// texts; arithmetic is decimal.
/// </summary>
internal static class MappingFunctions
{
    public static void Register(IRegisterFunctions functions)
    {
        functions.Register("add", new Arithmetic("add", (a, b) => a + b));
        functions.Register("subtract", new Arithmetic("subtract", (a, b) => a - b));
        functions.Register("multiply", new Arithmetic("multiply", (a, b) => a * b));
        functions.Register("divide", new Arithmetic("divide", (a, b) => a / b));
        functions.Register("pow", new Arithmetic("pow", (a, b) => (decimal)Math.Pow((double)a, (double)b)));
        functions.Register("insertString", new InsertString());
        functions.Register("fromUnixTimestamp", new UnixTimestamp("fromUnixTimestamp", 1000));
        functions.Register("fromUnixTimestampMs", new UnixTimestamp("fromUnixTimestampMs", 1));
    }

    private static decimal Number(JmesPathFunctionArgument argument) =>
        decimal.Parse(Convert.ToString(((JValue)argument.Token).Value, CultureInfo.InvariantCulture) ?? "", NumberStyles.Float, CultureInfo.InvariantCulture);

    private sealed class Arithmetic(string name, Func<decimal, decimal, decimal> operation) : JmesPathFunction(name, 2)
    {
        public override JToken Execute(params JmesPathFunctionArgument[] args) => new JValue(operation(Number(args[0]), Number(args[1])));
    }

    private sealed class InsertString() : JmesPathFunction("insertString", 3)
    {
        public override JToken Execute(params JmesPathFunctionArgument[] args) => new JValue(
            EnsureString(args[0]).Insert((int)Number(args[2]), EnsureString(args[1])));
    }

    private sealed class UnixTimestamp(string name, int milliseconds) : JmesPathFunction(name, 1)
    {
        public override JToken Execute(params JmesPathFunctionArgument[] args) => new JValue(
            new Instant((long)(Number(args[0]) * milliseconds)).ToString());
    }
}
