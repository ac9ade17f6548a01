using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Conversations;
using Messaging.Application.Importing;
using Messaging.Application.Messages;
using Messaging.Application.Notifications;
using Messaging.Application.Outbox;
using Messaging.Application.Presence;
using Messaging.Application.Presence.Memory;
using Messaging.Application.Presence.Tables;
using Messaging.Application.Sync;
using Messaging.Application.Typing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Messaging.Application;

/// <summary>Registers the use cases.</summary>
public static class DependencyInjection
{
    /// <summary>Handlers, validators, pipeline and outbox consumers of this assembly.</summary>
    public static IServiceCollection AddApplication(this IServiceCollection services)
    {
        // MediatR 5.1 needs no package for this. GetService, not GetRequiredService: it asks for
        // behaviours that may not exist and reports a missing handler in its own words.
        services.AddScoped<ServiceFactory>(provider => provider.GetService!);
        services.AddScoped<IMediator, Mediator>();

        var types = typeof(DependencyInjection).Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false, IsGenericTypeDefinition: false });
        foreach (var type in types)
        {
            foreach (var contract in type.GetInterfaces().Where(contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)))
                services.AddTransient(contract, type);
        }

        foreach (var consumer in OutboxCatalog.ConsumerTypes) services.AddScoped(consumer);

        // Outermost first.
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(ValidationBehaviour<,>));
        services.AddTransient(typeof(IPipelineBehavior<,>), typeof(TransactionBehaviour<,>));
        services.AddValidatorsFromAssemblyContaining<OutboxMessage>(includeInternalTypes: true);
        services.AddSingleton(new OutboxCatalog());
        services.AddSingleton<OutboxBacklog>();
        services.AddSingleton<CommitFeed>();
        services.AddSingleton<TypingBoard>();
        services.AddSingleton<TypingRelay>();
        services.AddSingleton<SyncSignal>();
        services.AddSingleton<SyncCrowd>();
        services.TryAddSingleton(WorkBudget.Unlimited);
        services.AddScoped<SyncReader>();
        services.AddScoped<PresentMessages>();
        services.AddSingleton<ImportHistory>();
        services.AddScoped<ConversationSearch>();
        services.AddScoped<RenumberConversationRows>();
        services.AddSingleton<NotificationCache>();
        services.AddSingleton<ConversationChanges>();
        services.AddPresence();
        return services;
    }

    // The memory of this process, and the services that work on the tables.
    private static void AddPresence(this IServiceCollection services)
    {
        services.AddSingleton<PollLog>();
        services.AddSingleton<ExpiryAlarm>();
        services.AddSingleton<ChatPolls>();
        services.AddSingleton<OpenPolls>();
        services.AddSingleton<PresenceBoard>();
        services.AddSingleton<ContactCache>();
        services.AddScoped<ChatViewers>();
        services.AddScoped<ContactReader>();
        services.AddScoped<PresenceWriter>();
        services.AddScoped<ChannelReportApplier>();
        services.AddScoped<PresenceRepair>();
        services.AddScoped<ChatViewerRepair>();
    }
}
