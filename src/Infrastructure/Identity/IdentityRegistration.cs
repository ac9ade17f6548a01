using Messaging.Application.Auth;
using Messaging.Infrastructure.Identity.Outside;
using Messaging.Infrastructure.Identity.Passwords;
using Messaging.Infrastructure.Identity.Sessions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Messaging.Infrastructure.Identity;

/// <summary>Registers accounts and the bearer schemes.</summary>
public static class IdentityRegistration
{
    /// <summary>Takes our own access tokens and, where one is configured, those of an outside issuer.</summary>
    public const string BearerScheme = "Bearer";

    public static IServiceCollection AddMessagingIdentity(this IServiceCollection services, IConfiguration configuration, bool isDevelopment)
    {
        services.AddOptions<AuthOptions>().Bind(configuration.GetSection(AuthOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.Configure<AdminOptions>(options => options.Read(configuration, isDevelopment));
        // A name that is taken off the list loses its rights when the file is saved, not at the next start.
        services.AddSingleton<IOptionsChangeTokenSource<AdminOptions>>(new ConfigurationChangeTokenSource<AdminOptions>(configuration));

        services.AddIdentityCore<Account>(identity =>
            {
                // Length is what makes a password strong (NIST SP 800-63B §5.1.1.2); rules about classes of characters do not.
                identity.Password.RequiredLength = PasswordLength.Min;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Password.RequiredUniqueChars = 3;
            })
            .AddUserStore<AccountStore>();
        services.AddSingleton<SignInMetrics>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<PasswordGate>();
        services.AddScoped<INewUsers, NewUsers>();
        services.AddScoped<IAccounts, Accounts>();
        services.AddSingleton<LiveSessions>();
        services.AddHostedService<SessionUpkeep>();
        services.AddAuthentication(BearerScheme).AddBearerToken(IdentityConstants.BearerScheme).AddOutsideIdentity(BearerScheme, configuration);
        return services;
    }
}
