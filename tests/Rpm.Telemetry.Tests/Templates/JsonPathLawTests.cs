using System.Text;
using CsCheck;
using Newtonsoft.Json.Linq;
using Rpm.Telemetry.Templates;

namespace Rpm.Telemetry.Tests.Templates;

/// <summary>A compiled path finds what Newtonsoft.Json finds, in the same order.</summary>
public sealed class JsonPathLawTests
{
    private static readonly string[] Names = ["a", "b", "c-d", "e"];

    private static readonly Gen<string> Name = Gen.Int[0, Names.Length - 1].Select(i => Names[i]);

    private static readonly Gen<string> Scalar = Gen.OneOf(
        Gen.Int[-2, 3].Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        Gen.Int[0, 2].Select(i => i + ".0"), Gen.Int[0, 2].Select(i => $"\"{i}\""), Name.Select(n => $"\"{n}\""), Gen.Bool.Select(b => b ? "true" : "false"), Gen.Const("null"));

    private static readonly Gen<string> Literal = Gen.OneOf(
        Gen.Int[-2, 3].Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture)), Gen.Const("1.0"), Name.Select(n => $"'{n}'"), Gen.Const("'1'"), Gen.Const("true"));

    private static readonly Gen<string> Member = Gen.OneOf(Name.Select(n => "." + n), Name.Select(n => $"['{n}']"), Gen.Int[0, 2].Select(i => $"[{i}]"));

    private static readonly Gen<string> Term =
        from head in Name
        from dot in Gen.Bool
        from rest in Gen.OneOf(Gen.Const(""), Member, Gen.Const("[?(@.a == 1)]"), Gen.Const("[?(@.b)].a"), Gen.Const("[*]"))
        from literal in Literal.Null()
        select (dot ? "@." : "@") + head + rest + (literal is null ? "" : " == " + literal);

    private static readonly Gen<string> Filter =
        from terms in Term.Array[1, 3]
        from or in Gen.Bool
        select $"[?({string.Join(or ? " || " : " && ", terms)})]";

    private static readonly Gen<string> Path =
        from scan in Filter.Null()
        from steps in Gen.OneOf(Member, Member, Gen.Const("[*]"), Filter).Array[0, 3]
        select "$" + (scan is null ? "" : ".." + scan) + string.Concat(steps);

    [Fact]
    public void All_OfAnyPathAndMessage_FindsWhatTheLibraryFinds()
    {
        var found = 0;
        Gen.Select(Json(4), Path.Array[8]).Sample((json, paths) =>
        {
            var source = Encoding.UTF8.GetBytes(json);
            var library = LibraryExpression.Newtonsoft(source);
            var tree = JsonTree.Parse(source);
            foreach (var path in paths)
            {
                var query = JsonPathCompiler.Compile(path);
                Assert.NotNull(query);
                var list = new NodeList(default);
                query.All(tree, 0, ref list);
                var expected = library.SelectTokens(path).Select(t => t.ToString(Newtonsoft.Json.Formatting.None)).ToArray();
                Assert.Equal(expected.Length, list.Count);
                for (var i = 0; i < list.Count; i++)
                {
                    Assert.Equal(expected[i], Encoding.UTF8.GetString(tree.Json(list[i])));
                }

                Assert.Equal(list.Count == 0 ? -1 : list[0], query.First(tree, 0));
                Interlocked.Add(ref found, list.Count);
                list.Dispose();
            }

            tree.Dispose();
        }, iter: 20_000);
        Assert.InRange(found, 10_000, int.MaxValue);
    }

    [Theory]
    [InlineData("$..a")]
    [InlineData("$.a[-1:]")]
    [InlineData("$.a[?(@.b > 1)]")]
    [InlineData("$.a[?(@.b =~ /x/)]")]
    [InlineData("$.a[?(@.b && @.c || @.d)]")]
    [InlineData("$.a[?(@.b == $.c)]")]
    [InlineData("$.*")]
    [InlineData("$.a['b\\'c']")]
    [InlineData("a.b")]
    [InlineData("$.a[")]
    [InlineData("$.a.")]
    public void Compile_OfOtherPaths_LeavesThemToTheLibrary(string path) => Assert.Null(JsonPathCompiler.Compile(path));

    private static Gen<string> Json(int depth) => depth == 0
        ? Scalar
        : Gen.OneOf(
            Scalar,
            Json(depth - 1).Array[0, 3].Select(e => "[" + string.Join(',', e) + "]"),
            Gen.Select(Json(depth - 1).Array[0, 4], Gen.Shuffle(Names)).Select((values, names) => "{" + string.Join(',', values.Select((v, i) => $"\"{names[i]}\":{v}")) + "}"),
            Gen.Select(Json(depth - 1).Array[2, 4], Gen.Shuffle(Names)).Select((values, names) => "{" + string.Join(',', values.Select((v, i) => $"\"{names[i]}\":{v}")) + "}"));
}
