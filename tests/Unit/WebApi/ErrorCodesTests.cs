using System.Text.RegularExpressions;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.WebApi;

/// <summary>docs/errors.md lists every code that the app answers with, and no other.</summary>
public sealed class ErrorCodesTests
{
    private static readonly Dictionary<string, string> Statuses = new(StringComparer.Ordinal)
    {
        ["Malformed"] = "400",
        ["Unauthenticated"] = "401",
        ["Forbidden"] = "403",
        ["NotFound"] = "404",
        ["Conflict"] = "409",
        ["Unprocessable"] = "422",
        ["Locked"] = "423",
        ["TooMany"] = "429",
        ["Unavailable"] = "503",
    };

    [Fact]
    public void Document_and_code_name_the_same_codes_with_the_same_status()
    {
        var documented = Find(Repository.Read("docs/errors.md"), @"^\| `(?<code>[a-z_]+)` \| (?<status>\w+) \|").Order(StringComparer.Ordinal).ToArray();

        Assert.NotEmpty(documented);
        Assert.Equal(InCode().Distinct().Order(StringComparer.Ordinal), documented);
    }

    [Fact]
    public void A_refusal_is_made_in_a_form_that_this_test_can_read() =>
        Assert.Empty(Repository.Source.Where(file => Regex.Count(file.Text, @"\bnew RefusedException\((?!Refusal\.\w+,\s*"")", RegexOptions.None, TimeSpan.FromSeconds(1)) > 0).Select(file => file.Path));

    private static IEnumerable<string> InCode()
    {
        yield return "error other";
        foreach (var file in Repository.Source)
        {
            foreach (var code in Find(file.Text, @"Refusal\.(?<status>\w+), ""(?<code>[a-z_]+)"",")) yield return code;
            foreach (var code in Find(file.Text, @"Problem\.Create\((?<status>[0-9]+), ""(?<code>[a-z_]+)""")) yield return code;
            if (!file.Path.EndsWith("/Problem.cs", StringComparison.Ordinal)) continue;
            foreach (var code in Find(file.Text, @"\[(?<status>[0-9]+)\] = \(""(?<code>[a-z_]+)""")) yield return code;
        }
    }

    private static IEnumerable<string> Find(string text, string pattern) =>
        Regex.Matches(text, pattern, RegexOptions.NonBacktracking | RegexOptions.Multiline)
            .Select(match => $"{match.Groups["code"].Value} {Statuses.GetValueOrDefault(match.Groups["status"].Value, match.Groups["status"].Value)}");
}
