namespace Rpm.Rules.Alerts;

/// <summary>What happened to an alert. The numbers are stored: never reuse one.</summary>
public enum AlertChangeKind : byte
{
    Raised = 1,
    /// <summary>A new breach, or still active after the rule's <c>reack</c>: the acknowledgement is taken back.</summary>
    Reraised = 2,
    PriorityRaised = 3,
    PriorityLowered = 4,
    Acknowledged = 5,
    Assigned = 6,
    Snoozed = 7,
    Commented = 8,
    /// <summary>The condition cleared by itself.</summary>
    ResolvedByCondition = 9,
    ResolvedByPerson = 10,
    /// <summary>Nobody acknowledged in time: the next tier is told.</summary>
    Escalated = 11,
    /// <summary>Still active and told again.</summary>
    Renotified = 12,
    /// <summary>Its evidence changed after the fact (withdrawn reading, corrected enrolment): a person must look.</summary>
    MarkedForReview = 13,
    /// <summary>Others joined an alert that stands for many, or were heard again.</summary>
    MembersChanged = 14,
    /// <summary>Nobody has looked within the rule's <c>reviewWithin</c>.</summary>
    Overdue = 20,
    /// <summary>The last tier has not answered in time: nobody is left to tell.</summary>
    Unanswered = 21,
}
