using System.Text.RegularExpressions;
using System.Xml.Linq;
using Messaging.Unit.Support;
using NetArchTest.Rules;
using Xunit;

namespace Messaging.Unit.Architecture;

/// <summary>Dependencies point inwards. Project files are read too: compiled code does not show a reference that is not used yet.</summary>
public sealed partial class LayerTests
{
    private static readonly string[] ApplicationAllows =
    [
        "Messaging.Domain", "MediatR", "FluentValidation", "FluentValidation.DependencyInjectionExtensions", "Microsoft.EntityFrameworkCore",
        "Microsoft.Extensions.DependencyInjection.Abstractions",
    ];

    [Fact]
    public void Domain_has_no_packages_and_references_no_project()
    {
        var project = XDocument.Parse(Repository.Read("src/Domain/Domain.csproj"));

        Assert.Equal("Microsoft.NET.Sdk", project.Root!.Attribute("Sdk")!.Value);
        Assert.DoesNotContain(project.Descendants(), element => element.Name.LocalName.EndsWith("Reference", StringComparison.Ordinal));
        Assert.Empty(References(Assemblies.Domain));
    }

    [Fact]
    public void Application_references_the_domain_and_three_packages()
    {
        var project = XDocument.Parse(Repository.Read("src/Application/Application.csproj"));

        Assert.Equal(["../Domain/Domain.csproj"], Included(project, "ProjectReference"));
        Assert.Equal(
            ["FluentValidation.DependencyInjectionExtensions", "MediatR", "Microsoft.EntityFrameworkCore"],
            Included(project, "PackageReference").Order(StringComparer.Ordinal));
        Assert.Empty(Included(project, "FrameworkReference"));
        Assert.Empty(References(Assemblies.Application).Except(ApplicationAllows));
    }

    /// <summary>The broker serves any ASP.NET Core app, so it knows nothing of the chat and brings no package with it.</summary>
    [Fact]
    public void Broker_references_no_other_project_and_no_package()
    {
        var project = XDocument.Parse(Repository.Read("src/Broker/Broker.csproj"));

        Assert.Empty(Included(project, "ProjectReference"));
        Assert.Empty(Included(project, "PackageReference"));
        Assert.Equal(["Microsoft.AspNetCore.App"], Included(project, "FrameworkReference"));
        Assert.DoesNotContain(References(Assemblies.Broker), name => !name.StartsWith("Microsoft.AspNetCore.", StringComparison.Ordinal) && !name.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal));
    }

    [Fact]
    public void Infrastructure_and_web_api_reference_the_layer_below()
    {
        Assert.Equal(["../Application/Application.csproj", "../Broker/Broker.csproj"], Included(XDocument.Parse(Repository.Read("src/Infrastructure/Infrastructure.csproj")), "ProjectReference"));
        Assert.Equal(["../Infrastructure/Infrastructure.csproj"], Included(XDocument.Parse(Repository.Read("src/WebApi/WebApi.csproj")), "ProjectReference"));
    }

    [Fact]
    public void Endpoints_use_no_type_of_infrastructure()
    {
        var endpoints = Types.InAssembly(Assemblies.WebApi).That().ResideInNamespace("Messaging.WebApi.Endpoints");
        Assert.NotEmpty(endpoints.GetTypes());
        Assert.Empty(endpoints.Should().NotHaveDependencyOn("Messaging.Infrastructure").GetResult().FailingTypeNames ?? []);

        // A constant leaves no trace in the compiled code, so the sources are read as well.
        var files = Repository.Source.Where(file => file.Path.StartsWith("src/WebApi/Endpoints/", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(files);
        Assert.Empty(files.Where(file => Repository.WithoutComments(file.Text).Contains("Messaging.Infrastructure", StringComparison.Ordinal)).Select(file => file.Path));
    }

    /// <summary>A database that is named elsewhere is a behaviour that only one of the three has.</summary>
    [Fact]
    public void Databases_are_named_only_where_the_differences_live()
    {
        string[] homes = ["src/Infrastructure/Persistence/", "src/Infrastructure/Jobs/", "src/Infrastructure/Nodes/"];
        var files = Repository.Source.Where(file => !homes.Any(home => file.Path.StartsWith(home, StringComparison.Ordinal))).ToArray();

        Assert.True(files.Length > 100, $"only {files.Length} files were read");
        Assert.Empty(files.Where(file => DatabaseNames().IsMatch(Repository.WithoutComments(file.Text))).Select(file => file.Path));
        // The rule can see what it looks for.
        Assert.All(homes, home => Assert.Contains(
            Repository.Source, file => file.Path.StartsWith(home, StringComparison.Ordinal) && DatabaseNames().IsMatch(Repository.WithoutComments(file.Text))));
    }

    [Fact]
    public void Folders_are_named_after_features()
    {
        // docs/architecture.md lists the same words; a feature has one name in every layer.
        string[] features =
        [
            "Auth", "Users", "Blocks", "Conversations", "Messages", "Reactions", "ReadReceipts", "Typing", "Presence", "Notifications", "Realtime", "Sync", "Outbox", "Importing", "Samples",
        ];

        Assert.Equal([], Folders("src/Domain").Except([.. features, "Common"]));
        Assert.Equal([], Folders("src/Application").Except([.. features, "Common"]));
        var endpoints = Directory.GetFiles(Repository.PathOf("src/WebApi/Endpoints"), "*Endpoints.cs").Select(path => Path.GetFileName(path)[..^"Endpoints.cs".Length]).ToArray();
        Assert.NotEmpty(endpoints);
        Assert.Equal([], endpoints.Except([.. features, "Api"]));
    }

    /// <summary>The assemblies that the compiled code uses besides the runtime.</summary>
    private static IEnumerable<string> References(System.Reflection.Assembly assembly)
    {
        var names = assembly.GetReferencedAssemblies().Select(name => name.Name!).ToArray();
        Assert.NotEmpty(names);
        return names.Where(name => !name.StartsWith("System.", StringComparison.Ordinal));
    }

    private static string[] Included(XDocument project, string element) => [.. project.Descendants(element).Select(item => item.Attribute("Include")!.Value)];

    private static string[] Folders(string path)
    {
        var folders = Directory.GetDirectories(Repository.PathOf(path)).Select(folder => Path.GetFileName(folder)).Except(["bin", "obj"]).ToArray();
        Assert.NotEmpty(folders);
        return folders;
    }

    [GeneratedRegex("npgsql|postgres|sqlserver|sqlclient|sqlite", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex DatabaseNames();
}
