using System.Diagnostics;

namespace Messaging.Integration.Support;

/// <summary>Whether a statement is a test's own or the app's.</summary>
internal static class Caller
{
    /// <summary>What tests ask to see how things ended must be sound, but may read whole tables.</summary>
    /// <param name="interceptor">Who asks; it is in this assembly itself.</param>
    public static bool IsTest(Type interceptor)
    {
        var caller = new StackTrace().GetFrames()
            .Select(frame => frame.GetMethod()?.DeclaringType)
            .FirstOrDefault(type => type is not null && type != typeof(Caller) && type != interceptor && type.Assembly.GetName().Name!.StartsWith("Messaging.", StringComparison.Ordinal));
        return caller?.Assembly == typeof(Caller).Assembly;
    }
}
