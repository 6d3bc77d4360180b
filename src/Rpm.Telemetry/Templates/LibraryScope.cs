namespace Rpm.Telemetry.Templates;

/// <summary>What a library's expression is asked of.</summary>
internal enum LibraryScope
{
    /// <summary>The matched value alone.</summary>
    Match,
    /// <summary>The message with the match in its member <c>matchedToken</c>.</summary>
    Message,
}
