using Rpm.Telemetry;

namespace Rpm.Ingest.Pipeline;

/// <summary>Turns a frame's payload into readings and rejections. Pure, thread-safe.</summary>
internal interface IFrameDecoder
{
    void Decode(Frame frame, ReadingBatch batch);
}
