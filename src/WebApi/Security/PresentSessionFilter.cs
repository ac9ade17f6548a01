using Messaging.Application.Auth;
using Messaging.Application.Realtime;
using Messaging.Domain.Common;
using Messaging.WebApi.Endpoints;

namespace Messaging.WebApi.Security;

/// <summary>
/// Asks the database whether the session is live, for answers that give a right beyond the request: a connection that
/// another node let in with an old answer would stay. On a single node the memory is never behind.
/// </summary>
internal sealed class PresentSessionFilter(LiveSessions sessions, IPushSettings push) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return !push.HasOtherNodes || await sessions.IsLiveNowAsync(http.User.Id(), http.User.SessionId(), http.RequestAborted)
            ? await next(context)
            : throw new RefusedException(Refusal.Unauthenticated, "unauthenticated", "The session has ended. Sign in again.");
    }
}
