namespace Rpm.Browser.Tests;

/// <summary>Tests that share the ward run one after the other: two cores hold one browser.</summary>
[CollectionDefinition(nameof(Ward), DisableParallelization = true)]
public sealed class WardCollection : ICollectionFixture<Ward>;
