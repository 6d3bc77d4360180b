namespace Rpm.Rules.Monitoring;

/// <summary>What became of a person's action.</summary>
public enum AlertActionResult : byte
{
    Done = 1,
    /// <summary>No such alert is active or unacknowledged.</summary>
    NotFound = 2,
    /// <summary>It is so already; nothing was changed.</summary>
    NothingToDo = 3,
    /// <summary>The condition holds; only the reason <c>wrong-data</c> resolves it now.</summary>
    ConditionHolds = 4,
    /// <summary>A critical alert is never snoozed.</summary>
    Critical = 5,
    /// <summary>Longer than the priority allows, or not in the future.</summary>
    SnoozeOutOfBounds = 6,
    /// <summary>The action lacks what it needs: the name, the time, the reason or the text.</summary>
    Incomplete = 7,
}
