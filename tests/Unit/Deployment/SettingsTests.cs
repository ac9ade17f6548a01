using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Messaging.Unit.Support;
using Messaging.WebApi.Security;
using Xunit;

namespace Messaging.Unit.Deployment;

/// <summary>No setting exists that <c>.env.example</c> and the README do not know, and they know none that does not exist.</summary>
public sealed partial class SettingsTests
{
    // Read by ASP.NET Core, Serilog and OpenTelemetry, or not through an options class.
    private static readonly string[] Others =
    [
        "ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "ASPNETCORE_FORWARDEDHEADERS_ENABLED", "AllowedHosts", "Data__Directory",
        "Serilog__MinimumLevel__Default", "OTEL_EXPORTER_OTLP_ENDPOINT", "Cors__Origins",
    ];

    // Settings that rarely change: the README names the section and leaves the rest to .env.example.
    private static readonly string[] Tuning = ["Outbox", "Broker", "Presence"];

    private static (string Section, PropertyInfo Property, object? Default)[] Settings { get; } =
    [
        .. from type in Assemblies.Types(Assemblies.Application, Assemblies.Broker, Assemblies.Infrastructure, Assemblies.WebApi)
           let section = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as string
           where section is not null
           let options = Activator.CreateInstance(type)!
           from setting in SettingsOf(section, options)
           select setting,
    ];

    private static IReadOnlyDictionary<string, string> Example { get; } = Lines().Matches(Repository.Read(".env.example"))
        .ToDictionary(match => match.Groups["name"].Value, match => match.Groups["value"].Value);

    [Fact]
    public void The_example_lists_exactly_the_settings_that_there_are()
    {
        Assert.NotEmpty(Settings);
        Assert.Equal(Settings.Select(NameOf).Concat(Others).Order(StringComparer.Ordinal), Example.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_example_shows_the_defaults() =>
        Assert.All(Settings, setting => Assert.Equal(Text(setting.Default), Example[NameOf(setting)]));

    [Fact]
    public void The_readme_names_every_setting_that_people_touch_and_every_section()
    {
        var table = Repository.Read("README.md").Split("## Settings", StringSplitOptions.None)[1].Split("\n## ", StringSplitOptions.None)[0];

        Assert.All(Settings.Where(setting => !Tuning.Contains(setting.Section) && setting.Property.DeclaringType != typeof(RateLimit)), setting =>
            Assert.Matches($"`({setting.Section}:)?{setting.Property.Name}`", string.Join('\n', table.Split('\n').Where(line => line.Contains($"`{setting.Section}:", StringComparison.Ordinal)))));
        Assert.All(Tuning, section => Assert.Contains($"`{section}:", table, StringComparison.Ordinal));
        Assert.All(Others.Where(name => !name.Contains("__", StringComparison.Ordinal) && name.StartsWith("ASPNETCORE_F", StringComparison.Ordinal)), name => Assert.Contains(name, table, StringComparison.Ordinal));
    }

    private static IEnumerable<(string Section, PropertyInfo Property, object? Default)> SettingsOf(string section, object options) =>
        from property in options.GetType().GetProperties()
        // Computed properties are not settings.
        where property.CanWrite || property.PropertyType == typeof(IList<string>)
        from setting in property.GetValue(options) is RateLimit limit ? SettingsOf($"{section}:{property.Name}", limit) : [(section, property, property.GetValue(options))]
        select setting;

    internal static IReadOnlyCollection<string> KnownNames { get; } = [.. Example.Keys];

    private static string NameOf((string Section, PropertyInfo Property, object? Default) setting) =>
        $"{setting.Section.Replace(":", "__", StringComparison.Ordinal)}__{setting.Property.Name}{(setting.Property.PropertyType == typeof(IList<string>) ? "__0" : "")}";

    private static string Text(object? value) => value switch
    {
        null => "",
        bool isOn => isOn ? "true" : "false",
        string text => text,
        IEnumerable => "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    [GeneratedRegex(@"^#?(?<name>[A-Za-z]\w*)=(?<value>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Lines();
}
