using System.Text.Json;
using System.Xml.Linq;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Deployment;

/// <summary>The README names every package whose licence is none of the usual ones, and no other.</summary>
public sealed class LicenceTests
{
    private static readonly string[] Usual = ["MIT", "Apache-2.0", "PostgreSQL", "BSD-2-Clause", "BSD-3-Clause", "MPL-2.0"];

    [Fact]
    public void Readme_names_the_packages_under_other_terms()
    {
        var section = Repository.Read("README.md").Split("## Licence")[1];
        var named = section.Split('`').Where((_, i) => i % 2 == 1).Order(StringComparer.Ordinal);

        Assert.Equal(OtherTerms().Order(StringComparer.Ordinal), named);
    }

    private static IEnumerable<string> OtherTerms()
    {
        using var assets = JsonDocument.Parse(Repository.Read("src/WebApi/obj/project.assets.json"));
        var folders = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToArray();
        foreach (var library in assets.RootElement.GetProperty("libraries").EnumerateObject())
        {
            if (library.Value.GetProperty("type").GetString() != "package") continue;
            var name = library.Name.Split('/')[0];
            var path = Path.Combine(library.Value.GetProperty("path").GetString()!, $"{name.ToLowerInvariant()}.nuspec");
            var licence = XDocument.Load(folders.Select(folder => Path.Combine(folder, path)).First(File.Exists)).Descendants().FirstOrDefault(element => element.Name.LocalName == "license");
            if (licence?.Attribute("type")?.Value != "expression" || !Usual.Contains(licence.Value)) yield return name;
        }
    }
}
