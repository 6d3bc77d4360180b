using Rpm.Ingest.Registry;

namespace Rpm.Ingest.Http;

/// <summary>An enrolment over [from, to); null = open.</summary>
internal sealed record EnrolmentAnswer(string Id, string Patient, string Device, short? User, DateTimeOffset? From, DateTimeOffset? To)
{
    public static EnrolmentAnswer Of(Enrolment e) => new(e.Id, e.Patient, e.Device, e.User, Times.Outside(e.From), Times.Outside(e.To));
}
