using Messaging.Application.Common;
using Messaging.WebApi.OpenApi;

namespace Messaging.WebApi.Errors;

/// <summary>Registers how errors and JSON look.</summary>
internal static class ErrorsRegistration
{
    public static void AddErrors(this IServiceCollection services)
    {
        // Before the framework's own, which is asked only when this one cannot.
        services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemExceptionHandler>();
        // Thrown in development only by default; the handler makes 400 and 413 of it everywhere.
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            MessagingJson.Configure(options.SerializerOptions);
            options.SerializerOptions.Converters.Add(new OptionalConverterFactory());
        });
    }

    public static void UseErrors(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }
}
