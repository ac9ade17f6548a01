using MediatR;
using Messaging.Application.Conversations;
using Messaging.Application.Messages;
using Messaging.Application.ReadReceipts;
using Messaging.Domain.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Messaging.Infrastructure;

/// <summary>
/// Makes the calls of the first users once when the app is ready, for a user and a conversation that do not exist. They change
/// nothing, and compile what the first message would otherwise wait for.
/// </summary>
internal sealed partial class WarmUp(IServiceScopeFactory scopes, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<WarmUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var started = lifetime.ApplicationStarted.Register(ready.SetResult);
        await ready.Task.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested) return;

        var began = time.GetTimestamp();
        var (user, conversation) = (UserId.New(time.Now()), ConversationId.New(time.Now()));
        await CallAsync(new OpenConversation(user, UserId.New(time.Now())), stoppingToken);
        await CallAsync(new SendMessage(user, conversation, new MessageId(Guid.CreateVersion7(time.Now())), "Hello"), stoppingToken);
        await CallAsync(new MarkRead(user, conversation, Sequence: 1), stoppingToken);
        await CallAsync(new ListMessages(user, conversation, Before: null, After: null, Around: null, Limit: 50), stoppingToken);
        await CallAsync(new ListConversations(user, ConversationFilter.All, Query: null, Cursor: null, Limit: 30), stoppingToken);
        LogReady(time.GetElapsedTime(began).TotalMilliseconds);
    }

    private async Task CallAsync<TResponse>(IRequest<TResponse> request, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request, cancellationToken);
        }
        catch (RefusedException)
        {
            // The expected answer: there is no such user.
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(exception);
        }
        catch (OperationCanceledException)
        {
            // The app stops.
        }
    }

    [LoggerMessage(65, LogLevel.Debug, "The first calls were made in {Milliseconds} ms")]
    private partial void LogReady(double milliseconds);

    [LoggerMessage(66, LogLevel.Debug, "A first call failed; users' calls are not affected")]
    private partial void LogFailed(Exception exception);
}
