using System.Reflection;

namespace Messaging.Unit.Support;

/// <summary>Makes a filled record of any shape, so that a test covers events that are added later.</summary>
internal static class Sample
{
    private static readonly DateTimeOffset Time = new(2026, 1, 31, 9, 15, 2, 123, TimeSpan.Zero);
    private static readonly NullabilityInfoContext Nullability = new();

    /// <param name="type">A record with one public constructor.</param>
    /// <param name="withNulls">Whether what may be null is null.</param>
    public static object Of(Type type, bool withNulls)
    {
        if (type == typeof(string)) return "Nguyễn \"An\" 👩‍👩‍👧";
        if (type == typeof(bool)) return true;
        if (type == typeof(int)) return 7;
        if (type == typeof(long)) return (1L << 53) + 1;
        if (type == typeof(Guid)) return Guid.Parse("0198f2a0-7b5c-7d3e-9a41-5c0e8f1b2d34");
        if (type == typeof(DateTimeOffset)) return Time;
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1)!;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Of(inner, withNulls);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return ListOf(type.GetGenericArguments()[0], withNulls);

        var constructor = type.GetConstructors().Where(candidate => candidate.GetParameters().Length > 0).MaxBy(candidate => candidate.GetParameters().Length)
            ?? throw new NotSupportedException($"No sample for {type}.");
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => withNulls && MayBeNull(parameter) ? null : Of(parameter.ParameterType, withNulls))]);
    }

    private static Array ListOf(Type item, bool withNulls)
    {
        var list = Array.CreateInstance(item, 2);
        for (var i = 0; i < list.Length; i++) list.SetValue(Of(item, withNulls), i);
        return list;
    }

    private static bool MayBeNull(ParameterInfo parameter)
    {
        lock (Nullability) return Nullability.Create(parameter).WriteState == NullabilityState.Nullable;
    }
}
