namespace Rpm.Ingest.Http.Ward;

/// <summary>The page's style and script. They are part of the program: a page that is served is served whole, from wherever the program was started.</summary>
internal sealed class WardAssets
{
    public byte[] Style { get; } = Load("ward.css");

    public byte[] Script { get; } = Load("ward.js");

    private static byte[] Load(string name)
    {
        using var stream = typeof(WardAssets).Assembly.GetManifestResourceStream($"Rpm.Ingest.Http.Ward.{name}")
            ?? throw new InvalidOperationException($"{name} is not in the program.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
