using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Rpm.Tests.Shared;

/// <summary>A certificate made for one test, for localhost and 127.0.0.1, as PEM files.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("rpm-tls-").FullName;

    public Certificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(90));
        Certificate = Path.Combine(_folder, "certificate.pem");
        Key = Path.Combine(_folder, "key.pem");
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    public string Certificate { get; }

    public string Key { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
