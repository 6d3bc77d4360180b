namespace Rpm.DeviceSim.Publishing;

/// <summary>The publisher cannot go on: no connection for too long, or the broker refuses this client for good.</summary>
public sealed class PublisherFailedException : Exception
{
    public PublisherFailedException()
    {
    }

    public PublisherFailedException(string message)
        : base(message)
    {
    }

    public PublisherFailedException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
