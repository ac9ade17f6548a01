using System.Security.Claims;
using System.Text;
using Messaging.Infrastructure.Identity.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Messaging.Infrastructure.Identity.Outside;

/// <summary>Registers the scheme for outside tokens beside our own, and the one that tells them apart.</summary>
internal static class OutsideRegistration
{
    private const string OutsideScheme = "Outside";

    // Apart from those of a shared secret: a public key taken for a secret would let everybody sign.
    private static readonly string[] KeyPairAlgorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    /// <summary>Adds <paramref name="scheme"/>, which asks the scheme that the token's form belongs to.</summary>
    public static void AddOutsideIdentity(this AuthenticationBuilder authentication, string scheme, IConfiguration configuration)
    {
        var services = authentication.Services;
        services.AddSingleton<IValidateOptions<JwtOptions>, JwtOptionsValidator>();
        services.AddOptions<JwtOptions>().Bind(configuration.GetSection(JwtOptions.Section)).ValidateOnStart();
        services.AddSingleton<OutsideUsers>();

        var isConfigured = configuration.GetSection(JwtOptions.Section).Get<JwtOptions>()?.IsConfigured == true;
        authentication.AddScheme<SessionSchemeOptions, SessionScheme>(scheme, displayName: null, options => options.SchemeOf = http =>
            isConfigured && IsJwt(http.Request.Headers.Authorization.ToString()) ? OutsideScheme : IdentityConstants.BearerScheme);
        if (!isConfigured) return;

        authentication.AddJwtBearer(OutsideScheme, _ => { });
        services.AddOptions<JwtBearerOptions>(OutsideScheme).Configure<IOptions<JwtOptions>, TimeProvider>((bearer, jwt, time) => Configure(bearer, jwt.Value, time));
    }

    /// <summary>A JWT has three parts with dots between; our own tokens have none.</summary>
    private static bool IsJwt(string authorization) =>
        authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) && authorization.AsSpan().Count('.') == 2;

    private static void Configure(JwtBearerOptions bearer, JwtOptions jwt, TimeProvider time)
    {
        bearer.MapInboundClaims = false;
        // The reason for a refusal would help only an attacker who tries tokens.
        bearer.IncludeErrorDetails = false;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            ValidIssuer = jwt.Issuer,
            ValidAudiences = jwt.Audiences,
            ValidAlgorithms = jwt.SigningKey is null ? KeyPairAlgorithms : jwt.SecretAlgorithms,
            IssuerSigningKey = jwt.SigningKey is null ? null : new SymmetricSecurityKey(Encoding.UTF8.GetBytes(jwt.SigningKey)),
            // By the app's clock; the built-in check asks the machine's.
            LifetimeValidator = (from, until, _, _) => IsInTime(from, until, time.GetUtcNow().UtcDateTime, TimeSpan.FromSeconds(jwt.ClockSkewSeconds)),
        };
        if (jwt.SigningKey is null)
        {
            var authority = jwt.Authority?.TrimEnd('/');
            var address = string.IsNullOrWhiteSpace(jwt.MetadataAddress) ? $"{authority}/.well-known/openid-configuration" : jwt.MetadataAddress;
            bearer.ConfigurationManager = new ConfigurationManager<OpenIdConnectConfiguration>(
                address, new KeySetRetriever(), new HttpDocumentRetriever { RequireHttps = !new Uri(address).IsLoopback });
        }

        bearer.Events = new JwtBearerEvents { OnTokenValidated = BecomeUserAsync };
    }

    private static bool IsInTime(DateTime? from, DateTime? until, DateTime now, TimeSpan skew) =>
        until is not null && now < until + skew && (from is null || now >= from - skew);

    /// <summary>Puts our user in the place of the outside one: nothing else of the token gives any right here.</summary>
    private static async Task BecomeUserAsync(TokenValidatedContext context)
    {
        if (OutsideProfile.Of(context.Principal!) is not { } profile)
        {
            context.Fail("The token has no sub of 1 to 255 printable ASCII characters.");
            return;
        }

        var users = context.HttpContext.RequestServices.GetRequiredService<OutsideUsers>();
        var user = await users.FindOrCreateAsync(profile, context.HttpContext.RequestAborted);
        context.Principal = new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, user.Id.ToString()), new Claim(ClaimTypes.Name, user.UserName)], context.Scheme.Name));
    }
}
