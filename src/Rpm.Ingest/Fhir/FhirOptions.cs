using Rpm.Ingest.Settings;

namespace Rpm.Ingest.Fhir;

/// <summary>Settings below <c>Rpm:Fhir</c>.</summary>
internal sealed record FhirOptions
{
    public const string Section = "Rpm:Fhir";

    /// <summary>Where identifier and code systems of this installation live; two installations that write to one server need two.</summary>
    public const string DefaultNamespace = "https://rpm.invalid/fhir";

    /// <summary>Base of an outside FHIR R4 server; null = nothing is sent.</summary>
    public string? Url { get; init; }

    /// <summary>Root of this installation's identifier and code systems, without a slash at its end.</summary>
    public string Namespace { get; init; } = DefaultNamespace;

    /// <summary>Identifier system of the medical record numbers; set, a patient with one is found on the outside server by it.</summary>
    public string? MrnSystem { get; init; }

    /// <summary>A fixed bearer token.</summary>
    public string? Token { get; init; }

    /// <summary>OAuth 2 token endpoint (client credentials).</summary>
    public string? TokenUrl { get; init; }

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    /// <summary>OAuth 2 scope; null = the server's default.</summary>
    public string? Scope { get; init; }

    /// <summary>Observations per batch Bundle, 1 to 1,000.</summary>
    public int BatchSize { get; init; } = 100;

    /// <summary>Entries of a transaction that carry a condition; servers in the field refuse more than 8.</summary>
    public int TransactionSize { get; init; } = 8;

    /// <summary>Whether simulated and test readings go to the outside server too, marked HTEST. Alerts raised by them never do.</summary>
    public bool SendTest { get; init; } = true;

    /// <summary>Whether Rpm's Observations of an erased patient are deleted on the outside server.</summary>
    public bool DeleteErased { get; init; } = true;

    /// <summary>For one HTTP attempt.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Every fault of these settings.</summary>
    public IReadOnlyList<SettingFault> Validate()
    {
        var faults = new List<SettingFault>();
        void Fault(string key, string message) => faults.Add(new SettingFault($"{Section}:{key}", message));

        if (Url is not null && !IsWeb(Url))
        {
            Fault(nameof(Url), "must be an absolute http or https address, for example https://fhir.example.org/r4.");
        }

        if (!Uri.TryCreate(Namespace, UriKind.Absolute, out _) || Namespace.EndsWith('/'))
        {
            Fault(nameof(Namespace), "must be an absolute URI without a slash at its end.");
        }

        if (MrnSystem is not null && !Uri.TryCreate(MrnSystem, UriKind.Absolute, out _))
        {
            Fault(nameof(MrnSystem), "must be an absolute URI.");
        }

        if (TokenUrl is not null && !IsWeb(TokenUrl))
        {
            Fault(nameof(TokenUrl), "must be an absolute http or https address.");
        }

        if (TokenUrl is not null && (ClientId is null || ClientSecret is null))
        {
            Fault(ClientId is null ? nameof(ClientId) : nameof(ClientSecret), "is needed with TokenUrl.");
        }

        if (TokenUrl is null && (ClientId is not null || ClientSecret is not null))
        {
            Fault(nameof(TokenUrl), "is needed with ClientId and ClientSecret.");
        }

        if (TokenUrl is not null && Token is not null)
        {
            Fault(nameof(Token), "and TokenUrl exclude each other.");
        }

        if (BatchSize is < 1 or > 1000)
        {
            Fault(nameof(BatchSize), "must be between 1 and 1000.");
        }

        if (TransactionSize is < 3 or > 1000)
        {
            Fault(nameof(TransactionSize), "must be between 3 and 1000.");
        }

        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromMinutes(10))
        {
            Fault(nameof(Timeout), "must be between 1 second and 10 minutes.");
        }

        return faults;
    }

    private static bool IsWeb(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https");
}
