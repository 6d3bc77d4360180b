using Rpm.Rules.Monitoring;
using Rpm.Telemetry;

namespace Rpm.Benchmarks;

/// <summary>
/// The same oximetry readings for everybody, seeded: saturation around 95 % with a desaturation now and then (about one reading in
/// twenty lies below 88 %), pulse around 75, one reading every ten seconds for each of a hundred patients in turn.
/// </summary>
internal sealed class VitalsStream
{
    public const int Count = 10_000;
    public const int Patients = 100;

    /// <summary>Milliseconds between two readings of a patient.</summary>
    public const long Every = 10_000;

    public VitalsStream()
    {
        // A decoder gives the name as it is registered: one object for each device.
        var devices = Enumerable.Range(0, Patients).Select(i => $"oximeter-{i}").ToArray();
        var random = new Random(20261127);
        for (var i = 0; i < Count; i++)
        {
            var low = i / Patients % 20 == 7;
            var spo2 = low ? 82 + random.Next(6) : 93 + random.Next(6);
            var pulse = 65 + random.Next(20);
            Peers[i] = new Vitals { Spo2 = spo2, Pulse = pulse, Perfusion = 2 };
            Readings[i] = Judged(i, devices[i % Patients], spo2, pulse);
        }
    }

    public Vitals[] Peers { get; } = new Vitals[Count];

    public JudgedReading[] Readings { get; } = new JudgedReading[Count];

    /// <summary>The same at the same times without any desaturation.</summary>
    public JudgedReading[] Calm()
    {
        var calm = (JudgedReading[])Readings.Clone();
        for (var i = 0; i < calm.Length; i++)
        {
            calm[i].Reading.Values = Readings[i % Patients].Reading.Values;
        }

        return calm;
    }

    private static JudgedReading Judged(int i, string device, int spo2, int pulse)
    {
        var reading = new Reading
        {
            Device = device,
            Kind = Kind.PulseOximetry,
            Time = new Instant(1_793_491_200_000 + (i / Patients * Every)),
            User = -1,
        };
        reading.Values.Add(Measure.Spo2, new Quantity(spo2, 0, Unit.Percent));
        reading.Values.Add(Measure.Pulse, new Quantity(pulse, 0, Unit.PerMinute));
        reading.Values.Add(Measure.Perfusion, new Quantity(20, 1, Unit.Percent));
        return new JudgedReading { Position = i + 1, Received = reading.Time, Reading = reading };
    }
}
