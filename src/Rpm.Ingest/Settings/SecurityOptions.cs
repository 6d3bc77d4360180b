using System.ComponentModel;
using System.Text;

namespace Rpm.Ingest.Settings;

/// <summary>Who may talk to the HTTP listener.</summary>
internal sealed record SecurityOptions
{
    [Description("Token with every right. Unset: made at first start, in `admin-token` of the data directory.")]
    public string? AdminToken { get; init; }

    [Description("Token that may only post readings. Unset: nobody has that right alone.")]
    public string? IngestToken { get; init; }

    /// <summary>Tokens stay out of logs and messages.</summary>
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("AdminToken = ").Append(AdminToken is null ? "unset" : "***")
            .Append(", IngestToken = ").Append(IngestToken is null ? "unset" : "***");
        return true;
    }
}
