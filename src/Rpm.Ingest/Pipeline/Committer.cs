using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Rpm.Ingest.Duplicates;
using Rpm.Ingest.Journal;
using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Pipeline;

/// <summary>
/// The one writer of the journal. Takes whatever has arrived as one group, makes it durable with one fsync, publishes it to the
/// followers, and only then settles the receipts, in arrival order. When a commit fails nothing of its group is
/// kept, every receipt in it fails, and the door stays shut until the journal takes a commit again.
/// </summary>
internal sealed partial class Committer : IRegistry
{
    private readonly Intake _intake;
    private readonly JournalFile _file;
    private readonly JournalLog _log;
    private readonly GroupBuilder _builder;
    private readonly CommitOptions _options;
    private readonly TimeProvider _clock;
    private readonly ICommitMeter _meter;
    private readonly ILogger<Committer> _logger;
    private readonly List<IntakeItem> _group = [];
    private RegistrySnapshot _registry;
    private long _trimTo;
    private long _trimmedTo;
    private long _trimmedAt;

    public Committer(
        Intake intake, JournalFile file, JournalLog log, DuplicateIndex duplicates, RegistrySnapshot registry,
        CommitOptions options, TimeProvider clock, ICommitMeter meter, ILogger<Committer> logger)
    {
        (_intake, _file, _log, _options, _clock, _meter, _logger) = (intake, file, log, options, clock, meter, logger);
        _registry = registry;
        _builder = new GroupBuilder(registry, duplicates, options, log.LastPosition, log.Balance);
    }

    /// <inheritdoc/>
    public RegistrySnapshot Current => Volatile.Read(ref _registry);

    /// <summary>Entries at or below this position are needed by nobody; the committer drops them as it goes along.</summary>
    public void TrimTo(long position) => Volatile.Write(ref _trimTo, position);

    /// <summary>Runs until the intake is stopped and drained.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var queue = _intake.Queue;
        while (await queue.WaitToReadAsync(cancellationToken))
        {
            Build();
            if (_group.Count > 0 && !Commit())
            {
                await RecoverAsync(cancellationToken);
            }

            Trim();
        }
    }

    private void Build()
    {
        _group.Clear();
        _builder.Begin(_log.Begin());
        while (_builder.Readings < _options.GroupReadings && _builder.Bytes < _options.GroupBytes && _intake.Queue.TryRead(out var item))
        {
            _group.Add(item);
            if (item is FrameItem frame)
            {
                _builder.Add(frame);
            }
            else
            {
                _builder.Add((EntriesItem)item);
            }
        }
    }

    private bool Commit()
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            var (first, last, readings, balance) = _builder.Seal();
            var id = _log.LastGroup + 1;
            if (last >= first || balance != _builder.Balance)
            {
                _file.Append(id, first, last, _builder.At, readings, balance, _builder.Body);
                var group = _builder.Committed(id);
                Volatile.Write(ref _registry, _builder.Registry);
                _log.Publish(group);
            }
            else
            {
                _log.Abandon(); // dry runs only
            }
        }
        catch (Exception e) when (e is SqliteException or IOException)
        {
            Fail(e);
            return false;
        }

        Settle();
        _meter.Committed(_group.Count, _builder.Readings, Stopwatch.GetElapsedTime(started));
        return true;
    }

    private void Settle()
    {
        foreach (var item in _group)
        {
            if (item is FrameItem frame)
            {
                if (!frame.DryRun && frame.Frame.Source is FrameSource.Mqtt or FrameSource.Http)
                {
                    _meter.Settled(frame.Frame, frame.Outcome!);
                }

                frame.Frame.Receipt.Commit(frame.Outcome!);
                _intake.Return(frame.Batch);
            }
            else
            {
                ((EntriesItem)item).Commit();
            }
        }
    }

    private void Fail(Exception reason)
    {
        LogCommitFailed(reason, _group.Count);
        _builder.RolledBack();
        _log.Abandon();
        _intake.FailedBecause = reason;
        FailAll(reason);
    }

    private void FailAll(Exception reason)
    {
        var failure = new IntakeStoppedException("The journal did not take the commit.", reason);
        foreach (var item in _group)
        {
            item.Fail(failure);
        }

        while (_intake.Queue.TryRead(out var item))
        {
            item.Fail(failure);
        }
    }

    /// <summary>Tries the journal until it takes an empty commit again, then opens the door; no longer than the engine runs.</summary>
    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        while (!_intake.Stopped)
        {
            await Task.Delay(_options.RetryAfter, _clock, cancellationToken);
            _group.Clear();
            _builder.Begin(_log.Begin());
            FailAll(_intake.FailedBecause!);
            try
            {
                var (first, last, readings, balance) = _builder.Seal();
                var id = _log.LastGroup + 1;
                _file.Append(id, first, last, _builder.At, readings, balance, _builder.Body);
                _log.Publish(_builder.Committed(id));
                _intake.FailedBecause = null;
                LogJournalRecovered();
                return;
            }
            catch (Exception e) when (e is SqliteException or IOException)
            {
                _log.Abandon();
                _intake.FailedBecause = e;
            }
        }
    }

    private void Trim()
    {
        // Once a second in one stroke: trimming costs a commit of its own.
        var position = Volatile.Read(ref _trimTo);
        if (position <= _trimmedTo || _clock.GetElapsedTime(_trimmedAt) < TimeSpan.FromSeconds(1))
        {
            return;
        }

        try
        {
            _trimmedAt = _clock.GetTimestamp();
            if (_file.Trim(position, most: 10_000) == 0)
            {
                _trimmedTo = position;
            }
        }
        catch (SqliteException e)
        {
            LogTrimFailed(e);
        }
    }

    [LoggerMessage(1000, LogLevel.Critical, "The journal did not take a commit of {Frames} frames: intake is closed until it does.")]
    private partial void LogCommitFailed(Exception reason, int frames);

    [LoggerMessage(1001, LogLevel.Warning, "The journal takes commits again: intake is open.")]
    private partial void LogJournalRecovered();

    [LoggerMessage(1002, LogLevel.Error, "The journal could not be trimmed.")]
    private partial void LogTrimFailed(Exception reason);
}
