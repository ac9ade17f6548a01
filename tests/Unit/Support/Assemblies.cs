using System.Reflection;
using System.Runtime.CompilerServices;
using Messaging.Application.Common;
using Messaging.Broker;
using Messaging.Domain.Common;
using Messaging.Infrastructure;
using Messaging.WebApi;

namespace Messaging.Unit.Support;

/// <summary>The five assemblies and the types in them that people wrote.</summary>
internal static class Assemblies
{
    public static readonly Assembly Domain = typeof(UserId).Assembly;
    public static readonly Assembly Application = typeof(MessagingJson).Assembly;
    public static readonly Assembly Broker = typeof(PusherBroker).Assembly;
    public static readonly Assembly Infrastructure = typeof(DataDirectory).Assembly;
    public static readonly Assembly WebApi = typeof(MessagingApp).Assembly;

    public static IEnumerable<Type> Types(params Assembly[] assemblies) => assemblies.SelectMany(assembly => assembly.GetTypes()).Where(IsWritten);

    private static bool IsWritten(Type type) =>
        type.Namespace?.StartsWith("Messaging.", StringComparison.Ordinal) == true
        && !type.Namespace.Contains(".Migrations", StringComparison.Ordinal)
        && !type.FullName!.Contains('<', StringComparison.Ordinal)
        && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
