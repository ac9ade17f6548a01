using MediatR;

namespace Messaging.Application.Common;

/// <summary>Runs every command in a transaction. Validation stands before it, so bad input never takes a lock.</summary>
internal sealed class TransactionBehaviour<TRequest, TResponse>(IMessagingDb db) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : ICommand<TResponse>
{
    public Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next) =>
        db.InTransactionAsync(_ => next(), cancellationToken);
}
