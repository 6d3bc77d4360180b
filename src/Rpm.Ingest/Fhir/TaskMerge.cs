using System.Text.Json.Nodes;

namespace Rpm.Ingest.Fhir;

/// <summary>
/// Decides what Rpm may write over a Task that an outside server holds. A status that Rpm did not write means that somebody
/// took the Task: his status, owner and times stay, Rpm only adds what it knows.
/// </summary>
internal static class TaskMerge
{
    /// <summary>The Task to write; null where the server's copy is as new already.</summary>
    /// <param name="current">As the server has it.</param>
    /// <param name="wanted">As Rpm would create it now.</param>
    /// <param name="inputs">Code system of Rpm's inputs.</param>
    /// <param name="taken">Whether somebody else has moved it.</param>
    public static JsonObject? Merge(JsonObject current, JsonObject wanted, string inputs, out bool taken)
    {
        var written = (string?)Input(current, inputs, "written-status")?["valueString"];
        taken = written is not null && (string?)current["status"] != written;
        if (VersionOf(current, inputs) >= VersionOf(wanted, inputs))
        {
            return null;
        }

        var merged = (JsonObject)current.DeepClone();
        foreach (var name in (string[])["businessStatus", "priority", "description", "lastModified", "focus"])
        {
            Take(merged, wanted, name);
        }

        if (!taken)
        {
            foreach (var name in (string[])["status", "statusReason", "executionPeriod"])
            {
                Take(merged, wanted, name);
            }

            if (current["owner"] is not { } owner || IsRpms(owner, inputs))
            {
                Take(merged, wanted, "owner");
            }
        }

        var list = new JsonArray([.. Items(wanted, "input").Concat(Items(current, "input").Where(i => !IsOurs(i, inputs))).Select(i => i.DeepClone())]);
        if (taken)
        {
            var status = list.OfType<JsonObject>().First(i => IsOurs(i, inputs, "written-status"));
            status["valueString"] = written;
        }

        merged["input"] = list;
        Add(merged, wanted, "note");
        Add(merged, wanted, "output");
        return merged;
    }

    /// <summary>Rpm names owners by identifiers of its own namespace only: any other owner was put there by somebody else.</summary>
    private static bool IsRpms(JsonNode owner, string inputs)
    {
        var root = inputs[..(inputs.LastIndexOf("/CodeSystem/", StringComparison.Ordinal) + 1)];
        return owner["reference"] is null && ((string?)owner["identifier"]?["system"])?.StartsWith(root, StringComparison.Ordinal) == true;
    }

    private static int VersionOf(JsonObject task, string inputs) => (int?)Input(task, inputs, "alert-version")?["valueInteger"] ?? 0;

    private static JsonNode? Input(JsonObject task, string system, string code) => Items(task, "input").FirstOrDefault(i => IsOurs(i, system, code));

    private static bool IsOurs(JsonNode input, string system, string? code = null) =>
        (input["type"]?["coding"] as JsonArray ?? []).Any(c => (string?)c?["system"] == system && (code is null || (string?)c?["code"] == code));

    private static IEnumerable<JsonNode> Items(JsonObject task, string name) => (task[name] as JsonArray ?? []).OfType<JsonNode>();

    private static void Take(JsonObject target, JsonObject source, string name)
    {
        if (source[name] is { } value)
        {
            target[name] = value.DeepClone();
        }
        else
        {
            target.Remove(name);
        }
    }

    private static void Add(JsonObject target, JsonObject source, string name)
    {
        var missing = Items(source, name).Where(i => !Items(target, name).Any(t => JsonNode.DeepEquals(t, i))).Select(i => i.DeepClone()).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        if (target[name] is not JsonArray list)
        {
            target[name] = list = [];
        }

        missing.ForEach(list.Add);
    }
}
