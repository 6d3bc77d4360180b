namespace Rpm.Ingest.Fhir;

/// <summary>A resource type that this server shows.</summary>
internal abstract class FhirResource
{
    public abstract string Type { get; }

    public abstract IReadOnlyList<FhirParameter> Parameters { get; }

    /// <summary>The resource of this id; null where there is none.</summary>
    public abstract Task<FhirRead?> ReadAsync(string id, CancellationToken cancellationToken);

    /// <summary>Writes the asked page; a fault where the page token is not ours.</summary>
    public abstract Task<FhirFault?> SearchAsync(SearchRequest request, SearchBundle bundle, CancellationToken cancellationToken);

    protected static readonly FhirFault BadPage = FhirFault.Invalid("_page is not a page of this search.");
}
