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

    public VitalsStream()
    {
        var random = new Random(20261127);
        for (var i = 0; i < Count; i++)
        {
            var low = i / Patients % 20 == 7;
            var spo2 = low ? 82 + random.Next(6) : 93 + random.Next(6);
            var pulse = 65 + random.Next(20);
            Peers[i] = new Vitals { Spo2 = spo2, Pulse = pulse, Perfusion = 2 };
            Readings[i] = Judged(i, spo2, pulse);
        }
    }

    public Vitals[] Peers { get; } = new Vitals[Count];

    public JudgedReading[] Readings { get; } = new JudgedReading[Count];

    private static JudgedReading Judged(int i, int spo2, int pulse)
    {
        var reading = new Reading
        {
            Device = $"oximeter-{i % Patients}",
            Kind = Kind.PulseOximetry,
            Time = new Instant(1_793_491_200_000 + (i / Patients * 10_000L)),
            User = -1,
        };
        reading.Values.Add(Measure.Spo2, new Quantity(spo2, 0, Unit.Percent));
        reading.Values.Add(Measure.Pulse, new Quantity(pulse, 0, Unit.PerMinute));
        reading.Values.Add(Measure.Perfusion, new Quantity(20, 1, Unit.Percent));
        return new JudgedReading { Position = i + 1, Received = reading.Time, Reading = reading };
    }
}
