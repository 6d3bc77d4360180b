namespace Rpm.Telemetry; 
public static class ReadingIdentity { public static ulong ContentHash(in Reading r) { var h = new System.HashCode(); h.Add(r.Kind); h.Add(r.Time); h.Add(r.Values); return (ulong)(uint)h.ToHashCode(); } }
