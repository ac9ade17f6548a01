using MediatR;

namespace Messaging.Application.Common;

/// <summary>
/// A request that changes something: it runs in a transaction, all or nothing, and has a validator.
/// A request that only reads is a plain <see cref="IRequest{TResponse}"/>.
/// </summary>
public interface ICommand<out TResponse> : IRequest<TResponse>;
