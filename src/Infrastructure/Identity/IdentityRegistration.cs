using Messaging.Application.Auth;
using Messaging.Infrastructure.Identity.Outside;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

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

        var auth = configuration.GetSection(AuthOptions.Section).Get<AuthOptions>() ?? new AuthOptions();
        services.AddIdentityCore<Account>(identity =>
            {
                // Length is what makes a password strong (NIST SP 800-63B §5.1.1.2); rules about classes of characters do not.
                identity.Password.RequiredLength = 8;
                identity.Password.RequireDigit = false;
                identity.Password.RequireLowercase = false;
                identity.Password.RequireUppercase = false;
                identity.Password.RequireNonAlphanumeric = false;
                identity.Password.RequiredUniqueChars = 3;
                identity.Lockout.MaxFailedAccessAttempts = auth.LockoutAttempts;
                identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromSeconds(auth.LockoutSeconds);
            })
            .AddUserStore<AccountStore>();
        services.AddScoped<IAccounts, Accounts>();
        services.AddAuthentication(BearerScheme).AddBearerToken(IdentityConstants.BearerScheme).AddOutsideIdentity(BearerScheme, configuration);
        return services;
    }
}
