using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Rpm.Ingest.Http;

/// <summary>Pages, styles and scripts go out compressed; nothing else does (an answer of the API is small, a stream must not wait for a buffer).</summary>
internal static class PageCompression
{
    public static IServiceCollection AddPageCompression(this IServiceCollection services)
    {
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Fastest);
        services.AddResponseCompression(o =>
        {
            // The pages carry no secret beside what their reader put into them: an antiforgery token is masked anew each time.
            o.EnableForHttps = true;
            o.MimeTypes = ["text/html", "text/css", "text/javascript", "image/svg+xml"];
        });
        return services;
    }
}
