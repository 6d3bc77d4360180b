using Microsoft.Extensions.Time.Testing;
using Rpm.DeviceSim.Publishing;
using Rpm.DeviceSim.Tests.Publishing;
using Rpm.DeviceSim.Wards;
using Rpm.Telemetry;
using Rpm.Telemetry.Json;
using Xunit;

namespace Rpm.DeviceSim.Tests.Wards;

public sealed class WardTests
{
    private static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
    private static readonly DecodeLimits Limits = DecodeLimits.Create(new ReadingOptions(), allowTest: true);

    [Fact]
    public void Patients_OfTheDemo_AreDistinctAndWearDistinctDevices()
    {
        var patients = new Ward(new WardOptions(), TimeProvider.System).Patients;

        Assert.Equal(8, patients.Count);
        Assert.Equal(8, patients.Select(p => p.Name).Distinct().Count());
        Assert.Equal(8, patients.Select(p => p.Mrn).Distinct().Count());
        var devices = patients.SelectMany(p => p.Devices).ToList();
        Assert.Equal(devices.Count, devices.Select(d => d.Id).Distinct().Count());
        Assert.Equal([Kind.BloodPressure, Kind.PulseOximetry, Kind.Cgm], devices.Select(d => d.Kind).Distinct().Order());
    }

    [Fact]
    public void At_SameSeed_GivesTheSameReadings()
    {
        Assert.Equal(FirstHour(seed: 4), FirstHour(seed: 4));
        Assert.NotEqual(FirstHour(seed: 4), FirstHour(seed: 5));

        static List<Reading> FirstHour(int seed) =>
        [
            .. WardSchedule.Natural(new WardScript(new WardOptions { Seed = seed }).Sensors).TakeWhile(s => s.Due < TimeSpan.FromHours(1))
                .Select(s => s.Sensor.At(Start + s.Due, Start, 1)).OfType<Reading>(),
        ];
    }

    [Fact]
    public void At_FirstHalfMinute_HasAHypoglycaemiaADesaturationAndASeverePressure()
    {
        var readings = WardSchedule.Natural(new WardScript(new WardOptions()).Sensors).TakeWhile(s => s.Due < TimeSpan.FromSeconds(20))
            .Select(s => s.Sensor.At(Start + s.Due, Start, 1)).OfType<Reading>().ToList();

        // Very low below 54 mg/dL (ATTD/ADA), low saturation below 88 % (Masimo's default), severe above 180 mmHg (AHA/ACC).
        Assert.Contains(readings, r => r.Values.TryGet(Measure.Glucose, out var g) && g is { Unit: Unit.MilligramPerDecilitre, Value: < 54 });
        Assert.Contains(readings, r => r.Values.TryGet(Measure.Spo2, out var s) && s.Value < 88);
        Assert.Contains(readings, r => r.Values.TryGet(Measure.Systolic, out var p) && p.Value > 180);
    }

    [Fact]
    public void At_CalmWard_HasNothingOfTheKindForADay()
    {
        var script = new WardScript(new WardOptions { Episodes = false, Artefacts = false, CgmInterval = TimeSpan.FromMinutes(5), OximeterInterval = TimeSpan.FromMinutes(1) });

        foreach (var (sensor, due) in WardSchedule.Natural(script.Sensors).TakeWhile(s => s.Due < TimeSpan.FromDays(1)))
        {
            var reading = sensor.At(Start + due, Start, 1)!.Value;
            Assert.False(reading.Values.TryGet(Measure.Glucose, out var g) && g.Value < (g.Unit == Unit.MillimolePerLitre ? 3.9 : 70), $"low glucose of {reading.Device}");
            Assert.False(reading.Values.TryGet(Measure.Systolic, out var p) && p.Value > 180, $"severe pressure of {reading.Device}");
        }
    }

    [Fact]
    public void At_EveryReading_IsATestThatTheEngineTakes()
    {
        var devices = new DeviceDirectory();
        var batch = new ReadingBatch();
        foreach (var (sensor, due) in WardSchedule.Natural(new WardScript(new WardOptions { Patients = 40 }).Sensors).TakeWhile(s => s.Due < TimeSpan.FromMinutes(30)))
        {
            if (sensor.At(Start + due, Start, 1) is not { } reading)
            {
                continue;
            }

            var context = new DecodeContext { Received = reading.Time, Limits = Limits, Devices = devices, Device = reading.Device, Kind = reading.Kind };
            JsonReadings.Decode(ReadingPayload.Write(reading).Span, context, batch);
            Assert.Equal(reading, batch.Readings[^1]);
        }

        Assert.Empty(batch.Rejections);
        Assert.All(batch.Readings.ToArray(), r => Assert.True(r.IsTest));
    }

    [Fact]
    public void History_OfADay_IsBackfillBeforeTheStartInArrays()
    {
        var ward = new Ward(new WardOptions { History = TimeSpan.FromHours(24) }, new FakeTimeProvider());
        var batch = new ReadingBatch();
        var expected = 0;
        foreach (var frame in ward.History(Start))
        {
            Assert.True(UpTopic.TryParse(frame.Topic["rpm/v1/".Length..], new DeviceDirectory(), out var topic));
            JsonReadings.Decode(
                frame.Payload.Span, new DecodeContext { Received = Start, Limits = Limits, Devices = new DeviceDirectory(), Device = topic.Device, Kind = topic.Kind }, batch);
            expected += frame.Readings;
        }

        Assert.Empty(batch.Rejections);
        Assert.Equal(expected, batch.Count);
        Assert.Equal(288, batch.Readings.ToArray().Count(r => r.Device == "sim-0001-cgm"));
        Assert.All(batch.Readings.ToArray(), r => Assert.True(r.Time < Start && r.Flags == (ReadingFlags.Backfill | ReadingFlags.Test)));
    }

    [Fact]
    public async Task RunAsync_RealBroker_PublishesHistoryThenLiveWithTheTimeOfSending()
    {
        await using var broker = await TestBroker.StartAsync();
        var ward = new Ward(
            new WardOptions { Broker = broker.Address, History = TimeSpan.FromHours(1), OximeterInterval = TimeSpan.FromMilliseconds(50) }, TimeProvider.System);
        using var stop = new CancellationTokenSource();

        var before = TimeProvider.System.GetUtcNow().AddMilliseconds(-1);
        var run = ward.RunAsync(stop.Token);
        await broker.WaitForAsync(messages => messages.Count(m => m.Topic == "rpm/v1/up/sim-0002-oximeter/pulse-oximetry" && !m.Text.Contains("backfill", StringComparison.Ordinal)) >= 5);
        await stop.CancelAsync();
        await run;

        Assert.Contains(broker.Received, m => m.Text.Contains("\"backfill\":true", StringComparison.Ordinal));
        var live = broker.Received.Last(m => m.Topic.EndsWith("/pulse-oximetry", StringComparison.Ordinal));
        Assert.Contains("\"test\":true", live.Text, StringComparison.Ordinal);
        using var json = System.Text.Json.JsonDocument.Parse(live.Text);
        Assert.InRange(json.RootElement.GetProperty("time").GetDateTimeOffset(), before, TimeProvider.System.GetUtcNow());
    }
}
