using Rpm.Ingest.Journal;
using Rpm.Telemetry;

namespace Rpm.Ingest.Pipeline;

/// <summary>Turns a frame's payload into readings and rejections. Pure, thread-safe.</summary>
internal interface IFrameDecoder
{
    void Decode(Frame frame, ReadingBatch batch);

    /// <summary>What a frame says of the gateway that sent it; null where it is to be decoded.</summary>
    GatewayReported? Report(Frame frame) => null;
}
