using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace Messaging.Integration.Support;

/// <summary>
/// Finds the tables of a statement that no index can lead to. A table is reached when a condition
/// compares the first column of one of its keys or indexes with a value, or with a column of a table
/// that is itself reached; or when it is walked in the order of such a column and not to its end.
/// </summary>
internal sealed class TableAccess
{
    private readonly ILookup<string, string> _leading;
    private readonly Dictionary<string, string> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Alias, string Column), (string Alias, string Column)> _passedOn = [];

    /// <summary>For each alias the ways to reach it: the other aliases that each needs.</summary>
    private readonly Ways _ways = [];

    private TableAccess(IModel model)
    {
        _leading = model.GetRelationalModel().Tables
            .SelectMany(table => table.Indexes.Select(index => index.Columns[0]).Concat(table.UniqueConstraints.Select(key => key.Columns[0])).Select(column => (table.Name, Column: column.Name)))
            .ToLookup(pair => pair.Name, pair => pair.Column, StringComparer.Ordinal);
    }

    public static IReadOnlyCollection<string> WithoutIndex(TSqlScript script, IModel model) =>
        [.. script.Batches.SelectMany(batch => batch.Statements).SelectMany(statement => new TableAccess(model).Of(statement))];

    private IEnumerable<string> Of(TSqlStatement statement)
    {
        switch (statement)
        {
            case SelectStatement select:
                Query(select.QueryExpression);
                break;
            case UpdateStatement { UpdateSpecification: var update }:
                Change(update);
                break;
            case DeleteStatement { DeleteSpecification: var delete }:
                Change(delete);
                break;
            default:
                return [];
        }

        var reached = new HashSet<string>(StringComparer.Ordinal);
        while (_ways.Where(way => !reached.Contains(way.Key) && way.Value.Any(needs => needs.All(other => reached.Contains(other) || !_tables.ContainsKey(other)))).ToArray() is { Length: > 0 } next)
            reached.UnionWith(next.Select(way => way.Key));
        return _tables.Where(table => !reached.Contains(table.Key)).Select(table => table.Value);
    }

    private void Change(UpdateDeleteSpecificationBase change)
    {
        var ways = new Ways();
        foreach (var source in change.FromClause?.TableReferences ?? [change.Target]) ways.And(Source(source));
        Keep(ways.And(Condition(change.WhereClause?.SearchCondition)), change.FromClause ?? (TSqlFragment)change.Target);
    }

    /// <returns>The ways that the query's own conditions open, to tables around it too.</returns>
    private Ways Query(QueryExpression query)
    {
        switch (query)
        {
            case BinaryQueryExpression both:
                Query(both.FirstQueryExpression);
                Query(both.SecondQueryExpression);
                return [];
            case QueryParenthesisExpression inner:
                return Query(inner.QueryExpression);
            case QuerySpecification one:
                return Query(one);
            default:
                throw new NotSupportedException($"{query.GetType().Name}: teach TableAccess to read it.");
        }
    }

    private Ways Query(QuerySpecification query)
    {
        var ways = new Ways();
        foreach (var source in query.FromClause?.TableReferences ?? []) ways.And(Source(source));
        ways.And(Condition(query.WhereClause?.SearchCondition));
        var stops = query.TopRowFilter is not null || query.OffsetClause is not null;
        if (stops && query.OrderByClause?.OrderByElements[0].Expression is ColumnReferenceExpression first && Resolve(first) is { } column && Leads(column)) ways.Add(column.Alias, []);

        // Subqueries in the list of columns reach their own tables only.
        foreach (var element in query.SelectElements.Concat<TSqlFragment>(query.OrderByClause?.OrderByElements ?? [])) Within(element);
        Keep(ways, query.FromClause);
        return ways;
    }

    private Ways Source(TableReference source)
    {
        switch (source)
        {
            case NamedTableReference table:
                _tables[table.Alias?.Value ?? table.SchemaObject.BaseIdentifier.Value] = table.SchemaObject.BaseIdentifier.Value;
                return [];
            case QueryDerivedTable derived:
                var inside = Query(derived.QueryExpression);
                if (derived.QueryExpression is QuerySpecification { TopRowFilter: null, OffsetClause: null, GroupByClause: null } plain) PassOn(derived.Alias.Value, plain);
                return inside;
            case QualifiedJoin join:
                var left = Source(join.FirstTableReference);
                var right = Source(join.SecondTableReference);
                var on = Condition(join.SearchCondition);
                // An outer join's condition finds rows on the right for those on the left, never the other way.
                if (join.QualifiedJoinType == QualifiedJoinType.LeftOuter)
                    on.KeepOnly(Aliases(join.SecondTableReference));
                return left.And(right).And(on);
            case UnqualifiedJoin apply:
                return Source(apply.FirstTableReference).And(Source(apply.SecondTableReference));
            case JoinParenthesisTableReference parenthesis:
                return Source(parenthesis.Join);
            default:
                // Lists of values and table variables are read whole, and are small.
                return [];
        }
    }

    private Ways Condition(BooleanExpression? condition)
    {
        switch (condition)
        {
            case null:
                return [];
            case BooleanParenthesisExpression inner:
                return Condition(inner.Expression);
            case BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } both:
                return Condition(both.FirstExpression).And(Condition(both.SecondExpression));
            case BooleanBinaryExpression either:
                return Condition(either.FirstExpression).Or(Condition(either.SecondExpression));
            case BooleanComparisonExpression { ComparisonType: not (BooleanComparisonType.NotEqualToBrackets or BooleanComparisonType.NotEqualToExclamation) } compare:
                Within(compare.FirstExpression);
                Within(compare.SecondExpression);
                return Compared(compare.FirstExpression, compare.SecondExpression).And(Compared(compare.SecondExpression, compare.FirstExpression));
            case InPredicate { NotDefined: false, Subquery: null } list:
                return Compared(list.Expression, null);
            case InPredicate { NotDefined: false, Subquery: { } subquery } member:
                var within = Query(subquery.QueryExpression);
                return subquery.QueryExpression is QuerySpecification { SelectElements: [SelectScalarExpression { Expression: var selected }] }
                    ? within.And(Compared(member.Expression, selected)).And(Compared(selected, member.Expression))
                    : within;
            case ExistsPredicate exists:
                return Query(exists.Subquery.QueryExpression);
            case BooleanIsNullExpression missing:
                return Compared(missing.Expression, null);
            case LikePredicate { NotDefined: false, SecondExpression: VariableReference } like:
                return Compared(like.FirstExpression, null);
            default:
                Within(condition);
                return [];
        }
    }

    private Ways Compared(ScalarExpression one, ScalarExpression? other)
    {
        if (one is not ColumnReferenceExpression reference || Resolve(reference) is not { } column || !Leads(column)) return [];
        var needs = other is null ? [] : Columns.Of(other).Select(Resolve).OfType<(string Alias, string Column)>().Select(needed => needed.Alias).ToHashSet(StringComparer.Ordinal);
        return needs.Contains(column.Alias) ? [] : new Ways { { column.Alias, needs } };
    }

    /// <summary>Queries anywhere in an expression: what they say holds for the tables inside them only.</summary>
    private void Within(TSqlFragment fragment)
    {
        foreach (var query in Subqueries.Of(fragment)) Query(query);
    }

    /// <summary>The caller decides whether to use predicates of a query on outer tables.</summary>
    private void Keep(Ways ways, TSqlFragment? from)
    {
        var own = Aliases(from);
        foreach (var (alias, all) in ways.Where(way => own.Contains(way.Key)))
        foreach (var needs in all)
            _ways.Add(alias, needs);
    }

    private void PassOn(string alias, QuerySpecification query)
    {
        foreach (var element in query.SelectElements.OfType<SelectScalarExpression>())
            if (element.Expression is ColumnReferenceExpression inner && Resolve(inner) is { } column)
                _passedOn[(alias, element.ColumnName?.Value ?? column.Column)] = column;
    }

    private (string Alias, string Column)? Resolve(ColumnReferenceExpression reference)
    {
        var parts = reference.MultiPartIdentifier.Identifiers.Select(part => part.Value).ToArray();
        if (parts.Length == 1) return _tables.Count == 1 ? (_tables.Keys.Single(), parts[0]) : null;
        var column = (parts[^2], parts[^1]);
        return _passedOn.GetValueOrDefault(column, column);
    }

    private bool Leads((string Alias, string Column) column) => _tables.TryGetValue(column.Alias, out var table) && _leading[table].Contains(column.Column);

    private static HashSet<string> Aliases(TSqlFragment? fragment)
    {
        var names = new Names();
        fragment?.Accept(names);
        return names.Found;
    }
}
