namespace Rpm.Rules.Scenarios;

/// <summary>Splits text at blanks, with where each word stands.</summary>
internal static class Words
{
    public static IEnumerable<(string Word, int Offset)> Of(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var end = at;
            while (end < text.Length && !char.IsWhiteSpace(text[end]))
            {
                end++;
            }

            yield return (text[at..end], at);
            at = end;
        }
    }

    /// <summary>The words, to be taken one by one.</summary>
    public static Queue<string> Queue(string text) => new(Of(text).Select(w => w.Word));
}
