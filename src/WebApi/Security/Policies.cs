using Messaging.Application.Auth;
using Messaging.Infrastructure.Identity;
using Messaging.WebApi.Endpoints;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Messaging.WebApi.Security;

/// <summary>The authorization policies.</summary>
internal static class Policies
{
    /// <summary>Anyone who is signed in. Whether they may see a certain conversation is part of each query.</summary>
    public const string User = "user";

    /// <summary>Users listed in <c>Admin:UserNames</c>.</summary>
    public const string Admin = "admin";

    /// <summary>The same, for pages that a browser opens by itself and so without an Authorization header.</summary>
    public const string AdminPage = "admin-page";

    /// <summary>The cookie of <see cref="AdminPage"/>.</summary>
    public const string AdminCookie = "AdminCookie";

    public static void AddPolicies(this IServiceCollection services)
    {
        services.AddAuthentication().AddCookie(AdminCookie, cookie =>
        {
            cookie.Cookie.Name = "messaging-admin";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Strict;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.Cookie.Path = AdminPages.DashboardPath;
            cookie.ExpireTimeSpan = TimeSpan.FromHours(8);
            cookie.LoginPath = AdminPages.LoginPath;
            cookie.AccessDeniedPath = AdminPages.LoginPath;
            cookie.ReturnUrlParameter = "returnUrl";
            cookie.Events.OnValidatePrincipal = RefuseEndedSessionAsync;
        });
        services.AddSingleton<IAuthorizationHandler, AdminHandler>();
        services.AddAuthorizationBuilder()
            .AddPolicy(User, policy => policy.AddAuthenticationSchemes(IdentityRegistration.BearerScheme).RequireAuthenticatedUser())
            .AddPolicy(Admin, policy => policy.AddAuthenticationSchemes(IdentityRegistration.BearerScheme).RequireAuthenticatedUser().AddRequirements(new AdminRequirement()))
            .AddPolicy(AdminPage, policy => policy.AddAuthenticationSchemes(AdminCookie).RequireAuthenticatedUser().AddRequirements(new AdminRequirement()))
            // An endpoint that states no policy is closed, not open.
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(IdentityRegistration.BearerScheme).RequireAuthenticatedUser().Build());
    }

    private static async Task RefuseEndedSessionAsync(CookieValidatePrincipalContext context)
    {
        var sessions = context.HttpContext.RequestServices.GetRequiredService<LiveSessions>();
        // A cookie of an older release names no session.
        if (context.Principal is { } user && user.SessionId() != Guid.Empty && await sessions.IsLiveAsync(user.Id(), user.SessionId(), context.HttpContext.RequestAborted)) return;
        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(AdminCookie);
    }

    private sealed class AdminRequirement : IAuthorizationRequirement;

    // By name at every request: a token that was given before the list changed carries no rights of its own.
    private sealed class AdminHandler(IOptionsMonitor<AdminOptions> admin) : AuthorizationHandler<AdminRequirement>
    {
        protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AdminRequirement requirement)
        {
            if (admin.CurrentValue.IsAdmin(context.User.Identity?.Name)) context.Succeed(requirement);
            return Task.CompletedTask;
        }
    }
}
