using Rpm.Ingest.Settings;

namespace Rpm.Ingest.TimeSeries.Influx;

/// <summary>
/// <c>Rpm:Influx</c>: the InfluxDB (or VictoriaMetrics) that follows the journal. Off without <see cref="Url"/>.
/// </summary>
internal sealed record InfluxOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Rpm:Influx";

    /// <summary>Base address, for example <c>http://127.0.0.1:8086</c>; a path in it is kept. Null = no InfluxDB.</summary>
    public Uri? Url { get; init; }

    /// <summary>InfluxDB 1.x, or VictoriaMetrics: the database, made at start where it is missing and may be made.</summary>
    public string? Database { get; init; }

    /// <summary>InfluxDB 2.x and 3.x: the bucket.</summary>
    public string? Bucket { get; init; }

    /// <summary>InfluxDB 2.x: the organisation of the bucket; 3.x ignores it.</summary>
    public string? Org { get; init; }

    /// <summary>InfluxDB 2.x and 3.x: the API token.</summary>
    public string? Token { get; init; }

    /// <summary>InfluxDB 1.x with authentication.</summary>
    public string? Username { get; init; }

    /// <summary>The password of <see cref="Username"/>.</summary>
    public string? Password { get; init; }

    /// <summary>Whether an InfluxDB is configured at all.</summary>
    public bool Enabled => Url is not null;

    /// <summary>Everything that is wrong with the settings, by key; empty where they can be used.</summary>
    public IReadOnlyList<SettingFault> Validate()
    {
        var faults = new List<SettingFault>();
        void Fault(string key, string message) => faults.Add(new SettingFault($"{Section}:{key}", message));

        if (Url is null)
        {
            foreach (var (key, value) in new[] { (nameof(Database), Database), (nameof(Bucket), Bucket) })
            {
                if (value is not null)
                {
                    Fault(nameof(Url), $"is missing, though {Section}:{key} is set.");
                }
            }

            return faults;
        }

        if (!Url.IsAbsoluteUri || (Url.Scheme != Uri.UriSchemeHttp && Url.Scheme != Uri.UriSchemeHttps))
        {
            Fault(nameof(Url), "must be an address with http:// or https://.");
        }
        else if (Url.UserInfo.Length > 0 || Url.Query.Length > 0)
        {
            Fault(nameof(Url), $"must hold neither credentials nor a query; use {Section}:Username, Password or Token.");
        }

        switch (string.IsNullOrEmpty(Database), string.IsNullOrEmpty(Bucket))
        {
            case (true, true):
                Fault(nameof(Database), $"is missing: set it for InfluxDB 1.x or VictoriaMetrics, or {Section}:Bucket for 2.x and 3.x.");
                break;
            case (false, false):
                Fault(nameof(Bucket), $"cannot be set together with {Section}:Database.");
                break;
            case (true, false):
                BucketFaults(Fault);
                break;
            default:
                DatabaseFaults(Fault);
                break;
        }

        return faults;
    }

    private void BucketFaults(Action<string, string> fault)
    {
        if (string.IsNullOrEmpty(Org))
        {
            fault(nameof(Org), "is missing: InfluxDB 2.x needs it to find the bucket; any name will do for 3.x.");
        }

        if (!string.IsNullOrEmpty(Username) || !string.IsNullOrEmpty(Password))
        {
            fault(nameof(Username), $"and Password belong to {Section}:Database; with a bucket use {Section}:Token.");
        }

        if (Token is not null && Token.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            fault(nameof(Token), "holds a character that an HTTP header cannot carry.");
        }
    }

    private void DatabaseFaults(Action<string, string> fault)
    {
        if (Token is not null)
        {
            fault(nameof(Token), $"belongs to {Section}:Bucket; with a database use {Section}:Username and Password.");
        }

        if (Org is not null)
        {
            fault(nameof(Org), $"belongs to {Section}:Bucket.");
        }

        if (string.IsNullOrEmpty(Username) != string.IsNullOrEmpty(Password))
        {
            fault(string.IsNullOrEmpty(Username) ? nameof(Username) : nameof(Password), "is missing: name and password go together.");
        }
    }
}
