using System.Globalization;
using System.Text.Json;

namespace Rpm.Ingest.Fhir;

/// <summary>Resources of which there are few enough to hold: those of the registry and the published code systems.</summary>
internal abstract class ListedResource : FhirResource
{
    /// <summary>Every resource that passes the filters, with its id, in a fixed order.</summary>
    protected abstract IEnumerable<(string Id, Action<Utf8JsonWriter> Write)> Matches(SearchRequest request);

    public override Task<FhirFault?> SearchAsync(SearchRequest request, SearchBundle bundle, CancellationToken cancellationToken)
    {
        var skip = 0;
        if (request.Page is { } page && !int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out skip))
        {
            return Task.FromResult<FhirFault?>(BadPage);
        }

        var total = 0L;
        foreach (var (id, write) in Matches(request))
        {
            if (total++ >= skip && bundle.Written < request.Count)
            {
                bundle.Add(id, write);
            }
        }

        bundle.Total = total;
        if (request.Count > 0 && skip + bundle.Written < total)
        {
            bundle.Next = (skip + bundle.Written).ToString(CultureInfo.InvariantCulture);
        }

        return Task.FromResult<FhirFault?>(null);
    }

    protected static FhirRead Read(Action<Utf8JsonWriter> write)
    {
        var json = FhirJson.Render(write);
        using var document = JsonDocument.Parse(json);
        return new FhirRead(document.RootElement.GetProperty("meta").GetProperty("versionId").GetString()!, json);
    }

    protected static bool PassesId(SearchRequest request, string id) => request.Of("_id").All(any => any.Contains(id));
}
