using Rpm.Rules.Packs;

namespace Rpm.Rules.Tests.Packs;

public class ShippedPacksTests
{
    [Fact]
    public void Load_EveryShippedPack_HasNoFault()
    {
        var faults = ShippedPacks.Sources().SelectMany(s => PackLoader.Load(s.Yaml, s.File).Faults);
        Assert.Empty(faults.Select(f => f.ToString()));
        Assert.Equal(["adherence", "blood-pressure", "cgm", "heart-rate", "news2", "oximetry", "respiration", "technical", "temperature", "weight"], ShippedPacks.Load().Select(p => p.Id));
    }

    [Fact]
    [Trait("Control", "C-25")]
    public void Load_EveryShippedRule_HasItsSourceAndItsOwnClearLimit()
    {
        foreach (var rule in ShippedPacks.Load().SelectMany(p => p.Rules))
        {
            Assert.False(string.IsNullOrWhiteSpace(rule.Source));
            Assert.True(rule.Silence is not null || rule.Refused is not null || rule.Scored || rule.Clear is not null, rule.Id);
        }
    }

    [Fact]
    public void Hash_CommentsAndBlanks_DoNotCount()
    {
        var yaml = ShippedPacks.Sources().Single(p => p.File == "blood-pressure.yaml").Yaml;
        Assert.Equal(PackLoader.Load(yaml, "a").Pack!.Hash, PackLoader.Load("# another comment\n" + yaml + "\n\n", "b").Pack!.Hash);
        Assert.NotEqual(PackLoader.Load(yaml, "a").Pack!.Hash, PackLoader.Load(yaml.Replace("180 mm[Hg]\n    min: 140", "181 mm[Hg]\n    min: 140", StringComparison.Ordinal), "a").Pack!.Hash);
    }
}
