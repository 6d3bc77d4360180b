namespace Rpm.Telemetry.Templates;

/// <summary>One step of a compiled JSONPath.</summary>
internal enum JsonPathSegmentKind
{
    /// <summary><c>.name</c></summary>
    Member,
    /// <summary><c>[n]</c></summary>
    Element,
    /// <summary><c>[*]</c></summary>
    Elements,
    /// <summary><c>[?(…)]</c>: those elements of an array that fit.</summary>
    Filter,
    /// <summary><c>..[?(…)]</c>: the value and all below it that fit.</summary>
    ScanFilter,
}
