namespace Rpm.Ingest.Pipeline;

/// <summary>The door: where sources hand in frames.</summary>
internal interface IIntake
{
    /// <summary>
    /// Decodes the frame and queues it for the journal, in call order; waits while the queue is full (this is how pressure
    /// reaches the socket). Return does not mean durable: await <see cref="Frame.Receipt"/> for that.
    /// </summary>
    /// <exception cref="IntakeStoppedException">The journal takes nothing now; the frame was not taken.</exception>
    ValueTask AcceptAsync(Frame frame, CancellationToken cancellationToken);

    /// <summary>False when the journal can take no more: refuse new connections until it is true again.</summary>
    bool IsOpen { get; }
}
