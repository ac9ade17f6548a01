using System.Diagnostics;
using Messaging.Infrastructure.Persistence.Moving;

namespace Messaging.Integration.Support;

/// <summary>Whether a statement must find its rows by an index.</summary>
internal static class Caller
{
    /// <summary>
    /// What tests ask to see how things ended must be sound, but may read whole tables; and moving a
    /// database is reading whole tables.
    /// </summary>
    /// <param name="interceptor">Who asks; it is in this assembly itself.</param>
    public static bool MayReadWhole(Type interceptor)
    {
        var caller = new StackTrace().GetFrames()
            .Select(frame => frame.GetMethod()?.DeclaringType)
            .FirstOrDefault(type => type is not null && type != typeof(Caller) && type != interceptor && type.Assembly.GetName().Name!.StartsWith("Messaging.", StringComparison.Ordinal));
        return caller?.Assembly == typeof(Caller).Assembly || caller?.Namespace == typeof(DataMove).Namespace;
    }
}
