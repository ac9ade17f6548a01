using Messaging.Infrastructure.Identity;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Messaging.Unit.Infrastructure;

public sealed class AdminOptionsTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" , ,")]
    public void Nobody_is_an_admin_by_default(string? names)
    {
        var options = Read(("Admin:UserNames", names));

        Assert.Empty(options.UserNames);
        Assert.All(["an", "", null], name => Assert.False(options.IsAdmin(name)));
    }

    [Fact]
    public void Names_come_as_one_text_or_as_a_list()
    {
        Assert.Equal(["an", "binh"], Read(("Admin:UserNames", " an, binh ,")).UserNames.Order(StringComparer.Ordinal));
        Assert.Equal(["an", "binh"], Read(("Admin:UserNames:0", "an"), ("Admin:UserNames:1", "binh")).UserNames.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("an", true)]
    [InlineData("AN", true)]
    [InlineData("an ", false)]
    [InlineData("ann", false)]
    public void A_name_is_compared_as_sign_in_does(string name, bool isAdmin) => Assert.Equal(isAdmin, Read(("Admin:UserNames", "an")).IsAdmin(name));

    [Theory]
    [InlineData(null, true, true)]
    [InlineData(null, false, false)]
    [InlineData("true", false, true)]
    [InlineData("false", true, false)]
    public void Listed_names_can_be_registered_in_development_unless_told_otherwise(string? setting, bool isDevelopment, bool expected)
    {
        var options = new AdminOptions();
        options.Read(Configuration(("Admin:AllowRegistration", setting)), isDevelopment);

        Assert.Equal(expected, options.AllowRegistration);
    }

    private static AdminOptions Read(params (string, string?)[] settings)
    {
        var options = new AdminOptions();
        options.Read(Configuration(settings), isDevelopment: false);
        return options;
    }

    private static IConfiguration Configuration(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
}
