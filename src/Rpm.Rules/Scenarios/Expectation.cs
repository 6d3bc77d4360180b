using Rpm.Rules.Alerts;
using Rpm.Telemetry;

namespace Rpm.Rules.Scenarios;

/// <summary>What a scenario expects, and where the file says so.</summary>
internal abstract record Expectation(int Line, int Column, string Text);

/// <summary>How a rule's alert stands at a time.</summary>
internal sealed record AlertStands(int Line, int Column, string Text, Instant At, RuleName Rule, ExpectedAlert Alert) : Expectation(Line, Column, Text);

/// <summary>The rule raises nothing from start to end.</summary>
internal sealed record NeverRaises(int Line, int Column, string Text, RuleName Rule) : Expectation(Line, Column, Text);

/// <summary>No rule but these raises anything.</summary>
internal sealed record OnlyRaise(int Line, int Column, string Text, IReadOnlyList<RuleName> Rules) : Expectation(Line, Column, Text);

/// <summary>So many changes of a kind.</summary>
internal sealed record CountIs(int Line, int Column, string Text, RuleName Rule, AlertChangeKind Change, int Count) : Expectation(Line, Column, Text);
