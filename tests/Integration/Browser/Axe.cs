using Messaging.Integration.Support;
using Microsoft.Playwright;
using Xunit;

namespace Messaging.Integration.Browser;

/// <summary>The accessibility checker axe-core, run inside the page.</summary>
internal static class Axe
{
    /// <summary>Fails the test when axe finds anything, best practices included.</summary>
    public static async Task FindsNothingAsync(IPage page, string screen)
    {
        await Node.InstallAsync();
        var source = await File.ReadAllTextAsync(
            Path.Combine(Node.Folder, "node_modules", "axe-core", "axe.min.js"), TestContext.Current.CancellationToken);
        // Evaluated by the debugger, not by a script element: the page's content security policy stays in force.
        await page.EvaluateAsync($"() => {{ {source} }}");
        var findings = await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document)).violations.flatMap(rule =>
              rule.nodes.map(node => `${rule.id}: ${node.failureSummary} ${node.html.slice(0, 200)}`))
            """);
        Assert.True(findings.Length == 0, $"{screen}:\n{string.Join('\n', findings)}");
    }
}
