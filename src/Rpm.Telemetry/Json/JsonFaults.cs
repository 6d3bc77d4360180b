namespace Rpm.Telemetry.Json;

/// <summary>What to tell an integrator about a rejected element. Names members and rules, never a value: the text is logged and shown.</summary>
internal static class JsonFaults
{
    public static string Describe(RejectReason reason, JsonMember subject, in JsonElementMembers members)
    {
        var name = Name(subject);
        return reason switch
        {
            RejectReason.InvalidValue when members.Twice == subject && subject != JsonMember.None => $"{name} occurs twice",
            RejectReason.InvalidValue => subject switch
            {
                JsonMember.Kind or JsonMember.Device => $"{name} is not the one that the topic names",
                JsonMember.Time => "time is not an RFC 3339 date and time",
                JsonMember.Id => $"id is not a string of at most {ReadingId.MaxLength} bytes",
                JsonMember.User => "user is not a whole number from 0 to 255",
                JsonMember.Seq => "seq is not a whole number",
                JsonMember.Quality => "quality is not an array of strings",
                JsonMember.Test or JsonMember.Manual or JsonMember.Backfill => $"{name} is neither true nor false",
                _ => $"{name} is not a number, or not one that can be kept",
            },
            RejectReason.UnknownKind => "kind is missing, or not a kind of the contract",
            RejectReason.UnknownDevice => "device is missing",
            RejectReason.MissingTime => "time is missing",
            RejectReason.TimeWithoutZone => "time has no offset from UTC",
            RejectReason.TimeInFuture => "time is too far ahead of the receipt",
            RejectReason.TimeTooOld => "time is too long ago",
            RejectReason.MissingValue => $"{name} is required",
            RejectReason.MissingUnit => "unit is required for this kind",
            RejectReason.UnknownUnit => "unit is not one of this kind's",
            RejectReason.Implausible when subject == JsonMember.Diastolic => "diastolic is out of its plausible range, or not below systolic",
            RejectReason.Implausible => $"{name} is out of its plausible range",
            RejectReason.NotAMeasurement => "control solution is not a patient's sample",
            RejectReason.TestNotAllowed => "test readings are not allowed here",
            RejectReason.TooLarge => "the element is nested too deep",
            _ => RejectReasons.Code(reason),
        };
    }

    private static string Name(JsonMember member) => member switch
    {
        JsonMember.None => "the element",
        < JsonMember.Time => Measures.Name((Measure)member),
        _ => member.ToString().ToLowerInvariant(),
    };
}
