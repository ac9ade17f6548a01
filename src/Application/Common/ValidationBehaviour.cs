using FluentValidation;
using MediatR;

namespace Messaging.Application.Common;

/// <summary>Refuses a request that the <see cref="TextGate"/> or its validator does not accept, before anything is touched.</summary>
internal sealed class ValidationBehaviour<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators)
    : IPipelineBehavior<TRequest, TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        if (TextGate.Check(request) is { Count: > 0 } failures) throw new ValidationException(failures);
        foreach (var validator in validators)
        {
            var result = await validator.ValidateAsync(request, cancellationToken);
            if (!result.IsValid) throw new ValidationException(result.Errors);
        }

        return await next();
    }
}
